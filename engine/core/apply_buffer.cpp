#include <algorithm>

#include "engine/core/apply_step.h"

/// Facts about buffered events and requests.
namespace skald::core {
namespace {

Status apply_buffered(ApplyStep& step, const HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED:
    case enums::EVENT_TYPE_TIMER_FIRED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_STARTED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_FAILED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
    case enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED:
    case enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED:
    case enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED:
    case enums::EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED: break;
    default: return cannot_apply(step, "an event is buffered that never waits");
  }
  SKALD_TRY(apply_event(step, event));
  *step.state.add_buffered_events() = event;
  return {};
}

void remove_fired(RunState& state, const std::string& timer_id) {
  auto& events = *state.mutable_buffered_events();
  const auto is_removed = [&](const HistoryEvent& event) {
    return event.event_type() == enums::EVENT_TYPE_TIMER_FIRED &&
           event.timer_fired_event_attributes().timer_id() == timer_id;
  };
  events.erase(std::remove_if(events.begin(), events.end(), is_removed), events.end());
}

bool is_cancel_request(const HistoryEvent& event) {
  return event.event_type() == enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED;
}

// The requests of signals stand in their events.
void apply_seen(ApplyStep& step, const internal::v1::RequestSeen& seen) {
  if (seen.event_id() == 1) return step.state.set_start_request_id(seen.request_id());
  const auto& events = step.transition.events();
  const auto& facts = step.transition.facts();
  const bool is_cancel =
      std::any_of(events.begin(), events.end(), is_cancel_request) ||
      std::any_of(facts.begin(), facts.end(), [](const Fact& fact) {
        return fact.has_event_buffered() && is_cancel_request(fact.event_buffered().event());
      });
  if (is_cancel) return step.state.set_cancel_request_id(seen.request_id());
  (*step.state.mutable_requests_seen())[seen.request_id()] = seen.event_id();
}

}  // namespace

Status apply_buffer_fact(ApplyStep& step, const Fact& fact) {
  switch (fact.fact_case()) {
    case Fact::kEventBuffered: return apply_buffered(step, fact.event_buffered().event());
    case Fact::kBufferFlushed: step.state.clear_buffered_events(); break;
    case Fact::kBufferedTimerRemoved:
      remove_fired(step.state, fact.buffered_timer_removed().timer_id());
      break;
    default: apply_seen(step, fact.request_seen()); break;
  }
  return {};
}

}  // namespace skald::core
