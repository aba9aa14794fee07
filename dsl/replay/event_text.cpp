#include "dsl/replay/event_text.h"

#include <cctype>

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;

std::string of_scheduled(std::int64_t scheduled_event_id) {
  return " (scheduled by event " + std::to_string(scheduled_event_id) + ")";
}

std::string details(const temporal::api::history::v1::HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
      return " " + event.workflow_execution_started_event_attributes().workflow_type().name();
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
      return " " + event.workflow_execution_signaled_event_attributes().signal_name();
    case enums::EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: {
      const auto& attributes = event.activity_task_scheduled_event_attributes();
      return " " + attributes.activity_type().name() + " (id " + attributes.activity_id() + ")";
    }
    case enums::EVENT_TYPE_ACTIVITY_TASK_STARTED:
      return of_scheduled(event.activity_task_started_event_attributes().scheduled_event_id());
    case enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
      return of_scheduled(event.activity_task_completed_event_attributes().scheduled_event_id());
    case enums::EVENT_TYPE_ACTIVITY_TASK_FAILED:
      return of_scheduled(event.activity_task_failed_event_attributes().scheduled_event_id());
    case enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
      return of_scheduled(event.activity_task_timed_out_event_attributes().scheduled_event_id());
    case enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED:
      return of_scheduled(event.activity_task_canceled_event_attributes().scheduled_event_id());
    case enums::EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED:
      return of_scheduled(event.activity_task_cancel_requested_event_attributes().scheduled_event_id());
    case enums::EVENT_TYPE_TIMER_STARTED:
      return " (id " + event.timer_started_event_attributes().timer_id() + ")";
    case enums::EVENT_TYPE_TIMER_FIRED:
      return " (id " + event.timer_fired_event_attributes().timer_id() + ")";
    case enums::EVENT_TYPE_TIMER_CANCELED:
      return " (id " + event.timer_canceled_event_attributes().timer_id() + ")";
    case enums::EVENT_TYPE_MARKER_RECORDED:
      return " " + event.marker_recorded_event_attributes().marker_name();
    case enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED:
      return " " + event.start_child_workflow_execution_initiated_event_attributes().workflow_type().name();
    default: return "";
  }
}

}  // namespace

std::string event_name(enums::EventType type) {
  constexpr std::size_t kPrefix = sizeof("EVENT_TYPE_") - 1;
  const std::string name = enums::EventType_Name(type);
  if (name.size() <= kPrefix) return "event of the unknown type " + std::to_string(static_cast<int>(type));
  std::string words;
  bool upper = true;
  for (const char c : name.substr(kPrefix)) {
    if (c == '_') {
      upper = true;
      continue;
    }
    words += upper ? c : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    upper = false;
  }
  return words;
}

std::string event_name(const temporal::api::history::v1::HistoryEvent& event) {
  return event_name(event.event_type());
}

std::string describe_event(const temporal::api::history::v1::HistoryEvent& event) {
  return event_name(event) + details(event);
}

}  // namespace skald::replay
