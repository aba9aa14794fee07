#include "tools/history/group_text.h"

#include "engine/api/time.h"
#include "tools/history/enum_spelling.h"
#include "tools/history/payload_text.h"
#include "tools/history/terminal_text.h"
#include "tools/history/time_text.h"

namespace skald::history {

using namespace temporal::api::enums::v1;  // NOLINT(google-build-using-namespace): some sixty names of event
                                           // types
using temporal::api::history::v1::HistoryEvent;

namespace {

std::string call_text(const std::string& name, const temporal::api::common::v1::Payloads& input) {
  return printable(name) + "(" + payloads_text(input) + ")";
}

GroupText call(std::string label, const std::string& name, const temporal::api::common::v1::Payloads& input) {
  GroupText text;
  text.label = std::move(label);
  text.detail = call_text(name, input);
  text.name_width = display_width(printable(name));
  return text;
}

/// Something without a name.
GroupText plain(const char* label, std::string detail, std::string outcome, Mood mood) {
  GroupText text;
  text.label = label;
  text.detail = std::move(detail);
  text.outcome = std::move(outcome);
  text.mood = mood;
  return text;
}

/// A function without a result gives back nothing, or one null.
std::string result_text(const temporal::api::common::v1::Payloads& result) {
  const std::string text = payloads_text(result);
  return text.empty() || text == "null" ? "done" : text;
}

std::string wait_text(const google::protobuf::Duration& duration) {
  return duration_text(api::to_duration(duration));
}

const HistoryEvent* find(const EventGroup& group, EventType type) {
  for (const HistoryEvent* event : group) {
    if (event->event_type() == type) return event;
  }
  return nullptr;
}

// --- things with a beginning and an end --------------------------------------------------------------------

void add_activity_outcome(const EventGroup& group, GroupText& text) {
  const HistoryEvent& last = *group.back();
  switch (last.event_type()) {
    case EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
      text.mood = Mood::kGood;
      text.outcome = result_text(last.activity_task_completed_event_attributes().result());
      break;
    case EVENT_TYPE_ACTIVITY_TASK_FAILED:
      text.mood = Mood::kBad;
      text.outcome = "failed: " + failure_text(last.activity_task_failed_event_attributes().failure());
      break;
    case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
      text.mood = Mood::kBad;
      text.outcome = failure_text(last.activity_task_timed_out_event_attributes().failure());
      break;
    case EVENT_TYPE_ACTIVITY_TASK_CANCELED:
      text.mood = Mood::kBad;
      text.outcome = "cancelled";
      break;
    default:
      text.mood = Mood::kOpen;
      text.outcome = find(group, EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED) ? "cancel requested" : "open";
  }
}

GroupText activity(const EventGroup& group) {
  const auto& scheduled = group.front()->activity_task_scheduled_event_attributes();
  GroupText text = call("activity " + printable(scheduled.activity_id()), scheduled.activity_type().name(),
                        scheduled.input());
  text.took_time = true;
  add_activity_outcome(group, text);
  const HistoryEvent* started = find(group, EVENT_TYPE_ACTIVITY_TASK_STARTED);
  if (started != nullptr && started->activity_task_started_event_attributes().attempt() > 1) {
    const auto attempt = started->activity_task_started_event_attributes().attempt();
    text.outcome = "attempt " + std::to_string(attempt) + ": " + text.outcome;
  }
  return text;
}

GroupText timer(const EventGroup& group) {
  const auto& started = group.front()->timer_started_event_attributes();
  GroupText text = plain("timer", wait_text(started.start_to_fire_timeout()), "", Mood::kOpen);
  text.label += " " + printable(started.timer_id());
  text.took_time = true;
  if (find(group, EVENT_TYPE_TIMER_FIRED)) {
    text.outcome = "fired";
    text.mood = Mood::kGood;
  } else if (find(group, EVENT_TYPE_TIMER_CANCELED)) {
    text.outcome = "cancelled";
    text.mood = Mood::kPlain;
  } else {
    text.outcome = "running";
  }
  return text;
}

GroupText workflow_task(const EventGroup& group) {
  GroupText text = plain("workflow task", "", "", Mood::kQuiet);
  text.took_time = true;
  const HistoryEvent& last = *group.back();
  if (last.event_type() == EVENT_TYPE_WORKFLOW_TASK_FAILED) {
    const auto& failed = last.workflow_task_failed_event_attributes();
    text.mood = Mood::kBad;
    text.outcome = enum_words(*WorkflowTaskFailedCause_descriptor(), failed.cause()) + ": " +
                   failure_text(failed.failure());
  } else if (last.event_type() == EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT) {
    text.mood = Mood::kBad;
    text.outcome = enum_words(*TimeoutType_descriptor(),
                              last.workflow_task_timed_out_event_attributes().timeout_type()) +
                   " timeout";
  } else if (last.event_type() != EVENT_TYPE_WORKFLOW_TASK_COMPLETED) {
    text.mood = Mood::kOpen;
    text.outcome = group.size() > 1 ? "running" : "waits for a worker";
  }
  return text;
}

GroupText child_workflow(const EventGroup& group) {
  const auto& initiated = group.front()->start_child_workflow_execution_initiated_event_attributes();
  GroupText text = call("child " + printable(initiated.workflow_id()), initiated.workflow_type().name(),
                        initiated.input());
  text.outcome = "open";
  text.mood = Mood::kOpen;
  text.took_time = true;
  const HistoryEvent& last = *group.back();
  if (last.event_type() == EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED) {
    text.mood = Mood::kGood;
    text.outcome = result_text(last.child_workflow_execution_completed_event_attributes().result());
  } else if (last.event_type() == EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED) {
    text.mood = Mood::kBad;
    text.outcome =
        "failed: " + failure_text(last.child_workflow_execution_failed_event_attributes().failure());
  } else if (last.event_type() != EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED &&
             last.event_type() != EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED) {
    text.mood = Mood::kBad;
    text.outcome = enum_words(*EventType_descriptor(), last.event_type());
  }
  return text;
}

GroupText update(const EventGroup& group) {
  const auto& request =
      group.front()->workflow_execution_update_accepted_event_attributes().accepted_request();
  GroupText text{"update", call_text(request.input().name(), request.input().args()), "running", Mood::kOpen,
                 true};
  if (const HistoryEvent* done = find(group, EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED)) {
    const auto& outcome = done->workflow_execution_update_completed_event_attributes().outcome();
    text.mood = outcome.has_failure() ? Mood::kBad : Mood::kGood;
    text.outcome =
        outcome.has_failure() ? "failed: " + failure_text(outcome.failure()) : result_text(outcome.success());
  }
  return text;
}

// --- single events -----------------------------------------------------------------------------------------

GroupText started(const HistoryEvent& event) {
  const auto& attributes = event.workflow_execution_started_event_attributes();
  GroupText text = call("started", attributes.workflow_type().name(), attributes.input());
  if (attributes.attempt() > 1) text.outcome = "attempt " + std::to_string(attributes.attempt());
  return text;
}

GroupText signal(const HistoryEvent& event) {
  const auto& attributes = event.workflow_execution_signaled_event_attributes();
  return call("signal", attributes.signal_name(), attributes.input());
}

GroupText marker(const HistoryEvent& event) {
  const auto& attributes = event.marker_recorded_event_attributes();
  std::string detail = printable(attributes.marker_name());
  for (const auto& [name, payloads] : attributes.details())
    detail += " " + printable(name) + "=" + payloads_text(payloads);
  return plain("marker", std::move(detail), "", Mood::kPlain);
}

GroupText closed(const HistoryEvent& event) {
  switch (event.event_type()) {
    case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
      return plain("completed", "",
                   result_text(event.workflow_execution_completed_event_attributes().result()), Mood::kGood);
    case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
      return plain("failed", "", failure_text(event.workflow_execution_failed_event_attributes().failure()),
                   Mood::kBad);
    case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
      return plain("cancelled", "",
                   payloads_text(event.workflow_execution_canceled_event_attributes().details()), Mood::kBad);
    case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
      return plain("terminated", "",
                   printable(event.workflow_execution_terminated_event_attributes().reason()), Mood::kBad);
    case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: return plain("timed out", "", "", Mood::kBad);
    default: {
      const auto& attributes = event.workflow_execution_continued_as_new_event_attributes();
      GroupText text = call("continued", attributes.workflow_type().name(), attributes.input());
      text.outcome = "as run " + printable(attributes.new_execution_run_id());
      return text;
    }
  }
}

}  // namespace

GroupText describe(const EventGroup& group) {
  const HistoryEvent& first = *group.front();
  switch (first.event_type()) {
    case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: return activity(group);
    case EVENT_TYPE_TIMER_STARTED: return timer(group);
    case EVENT_TYPE_WORKFLOW_TASK_SCHEDULED: return workflow_task(group);
    case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED: return child_workflow(group);
    case EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: return update(group);
    case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: return started(first);
    case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: return signal(first);
    case EVENT_TYPE_MARKER_RECORDED: return marker(first);
    case EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
      return plain("cancel request",
                   printable(first.workflow_execution_cancel_requested_event_attributes().cause()), "",
                   Mood::kPlain);
    case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
    case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
    case EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
    case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
    case EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT:
    case EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: return closed(first);
    default: {
      GroupText text =
          plain("event", enum_words(*EventType_descriptor(), first.event_type()), "", Mood::kPlain);
      text.took_time = group.size() > 1;
      return text;
    }
  }
}

}  // namespace skald::history
