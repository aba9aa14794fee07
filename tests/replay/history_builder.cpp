#include "tests/replay/history_builder.h"

#include "engine/api/time.h"

namespace skald::replay_tests {
namespace {

namespace enums = ::temporal::api::enums::v1;

constexpr const char* kRunId = "1f0e2d3c-4b5a-4697-8877-665544332211";

void set_json(const std::string& json, temporal::api::common::v1::Payloads& payloads) {
  auto& payload = *payloads.add_payloads();
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  payload.set_data(json);
}

}  // namespace

Failure application_failure(const std::string& type, const std::string& message) {
  Failure failure;
  failure.set_message(message);
  failure.mutable_application_failure_info()->set_type(type);
  return failure;
}

Failure timeout_failure() {
  Failure failure;
  failure.set_message("activity StartToClose timeout");
  failure.set_source("Server");
  failure.mutable_timeout_failure_info()->set_timeout_type(enums::TIMEOUT_TYPE_START_TO_CLOSE);
  return failure;
}

HistoryEvent& HistoryBuilder::add(enums::EventType type) {
  now_ += std::chrono::seconds(1);
  HistoryEvent& event = *history_.add_events();
  event.set_event_id(history_.events_size());
  event.set_event_type(type);
  *event.mutable_event_time() = api::to_timestamp(now_);
  return event;
}

std::int64_t HistoryBuilder::run_started(const std::string& workflow_type, const std::string& json) {
  HistoryEvent& event = add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
  auto& attributes = *event.mutable_workflow_execution_started_event_attributes();
  attributes.mutable_workflow_type()->set_name(workflow_type);
  attributes.mutable_task_queue()->set_name("stories");
  attributes.set_original_execution_run_id(kRunId);
  attributes.set_first_execution_run_id(kRunId);
  attributes.set_attempt(1);
  if (!json.empty()) set_json(json, *attributes.mutable_input());
  return event.event_id();
}

std::int64_t HistoryBuilder::task_scheduled() {
  return add(enums::EVENT_TYPE_WORKFLOW_TASK_SCHEDULED).event_id();
}

std::int64_t HistoryBuilder::task_started() {
  const std::int64_t scheduled = last_id();
  HistoryEvent& event = add(enums::EVENT_TYPE_WORKFLOW_TASK_STARTED);
  event.mutable_workflow_task_started_event_attributes()->set_scheduled_event_id(scheduled);
  return event.event_id();
}

std::int64_t HistoryBuilder::task_completed() {
  const std::int64_t started = last_id();
  HistoryEvent& event = add(enums::EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
  event.mutable_workflow_task_completed_event_attributes()->set_started_event_id(started);
  return event.event_id();
}

std::int64_t HistoryBuilder::task_failed() { return add(enums::EVENT_TYPE_WORKFLOW_TASK_FAILED).event_id(); }

std::int64_t HistoryBuilder::task_timed_out() {
  return add(enums::EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT).event_id();
}

std::int64_t HistoryBuilder::task_reset(const std::string& new_run_id) {
  HistoryEvent& event = add(enums::EVENT_TYPE_WORKFLOW_TASK_FAILED);
  auto& attributes = *event.mutable_workflow_task_failed_event_attributes();
  attributes.set_cause(enums::WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW);
  attributes.set_new_run_id(new_run_id);
  return event.event_id();
}

std::int64_t HistoryBuilder::task() {
  task_scheduled();
  task_started();
  return task_completed();
}

std::int64_t HistoryBuilder::activity_scheduled(const std::string& id, const std::string& type) {
  HistoryEvent& event = add(enums::EVENT_TYPE_ACTIVITY_TASK_SCHEDULED);
  auto& attributes = *event.mutable_activity_task_scheduled_event_attributes();
  attributes.set_activity_id(id);
  attributes.mutable_activity_type()->set_name(type);
  return event.event_id();
}

std::int64_t HistoryBuilder::activity_started(std::int64_t scheduled, int attempt,
                                              const Failure* last_failure) {
  HistoryEvent& event = add(enums::EVENT_TYPE_ACTIVITY_TASK_STARTED);
  auto& attributes = *event.mutable_activity_task_started_event_attributes();
  attributes.set_scheduled_event_id(scheduled);
  attributes.set_attempt(attempt);
  if (last_failure != nullptr) *attributes.mutable_last_failure() = *last_failure;
  return event.event_id();
}

std::int64_t HistoryBuilder::activity_completed(std::int64_t scheduled, const std::string& json) {
  HistoryEvent& event = add(enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
  auto& attributes = *event.mutable_activity_task_completed_event_attributes();
  attributes.set_scheduled_event_id(scheduled);
  set_json(json, *attributes.mutable_result());
  return event.event_id();
}

std::int64_t HistoryBuilder::activity_failed(std::int64_t scheduled, const std::string& type,
                                             const std::string& message) {
  HistoryEvent& event = add(enums::EVENT_TYPE_ACTIVITY_TASK_FAILED);
  auto& attributes = *event.mutable_activity_task_failed_event_attributes();
  attributes.set_scheduled_event_id(scheduled);
  *attributes.mutable_failure() = application_failure(type, message);
  attributes.set_retry_state(enums::RETRY_STATE_NON_RETRYABLE_FAILURE);
  return event.event_id();
}

std::int64_t HistoryBuilder::activity_timed_out(std::int64_t scheduled) {
  HistoryEvent& event = add(enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT);
  auto& attributes = *event.mutable_activity_task_timed_out_event_attributes();
  attributes.set_scheduled_event_id(scheduled);
  *attributes.mutable_failure() = timeout_failure();
  attributes.set_retry_state(enums::RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED);
  return event.event_id();
}

std::int64_t HistoryBuilder::activity_cancel_requested(std::int64_t scheduled) {
  HistoryEvent& event = add(enums::EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED);
  event.mutable_activity_task_cancel_requested_event_attributes()->set_scheduled_event_id(scheduled);
  return event.event_id();
}

std::int64_t HistoryBuilder::activity_canceled(std::int64_t scheduled) {
  HistoryEvent& event = add(enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED);
  auto& attributes = *event.mutable_activity_task_canceled_event_attributes();
  attributes.set_scheduled_event_id(scheduled);
  set_json("\"stopped\"", *attributes.mutable_details());
  return event.event_id();
}

std::int64_t HistoryBuilder::timer_started(const std::string& id) {
  HistoryEvent& event = add(enums::EVENT_TYPE_TIMER_STARTED);
  event.mutable_timer_started_event_attributes()->set_timer_id(id);
  return event.event_id();
}

std::int64_t HistoryBuilder::timer_fired(std::int64_t started) {
  const std::string id =
      history_.events(static_cast<int>(started) - 1).timer_started_event_attributes().timer_id();
  HistoryEvent& event = add(enums::EVENT_TYPE_TIMER_FIRED);
  event.mutable_timer_fired_event_attributes()->set_started_event_id(started);
  event.mutable_timer_fired_event_attributes()->set_timer_id(id);
  return event.event_id();
}

std::int64_t HistoryBuilder::timer_canceled(std::int64_t started) {
  const std::string id =
      history_.events(static_cast<int>(started) - 1).timer_started_event_attributes().timer_id();
  HistoryEvent& event = add(enums::EVENT_TYPE_TIMER_CANCELED);
  event.mutable_timer_canceled_event_attributes()->set_started_event_id(started);
  event.mutable_timer_canceled_event_attributes()->set_timer_id(id);
  return event.event_id();
}

std::int64_t HistoryBuilder::signaled(const std::string& name, const std::string& json) {
  HistoryEvent& event = add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
  auto& attributes = *event.mutable_workflow_execution_signaled_event_attributes();
  attributes.set_signal_name(name);
  if (!json.empty()) set_json(json, *attributes.mutable_input());
  return event.event_id();
}

std::int64_t HistoryBuilder::cancel_requested(const std::string& cause) {
  HistoryEvent& event = add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
  event.mutable_workflow_execution_cancel_requested_event_attributes()->set_cause(cause);
  return event.event_id();
}

std::int64_t HistoryBuilder::patch_marker(const std::string& patch) {
  HistoryEvent& event = add(enums::EVENT_TYPE_MARKER_RECORDED);
  auto& attributes = *event.mutable_marker_recorded_event_attributes();
  attributes.set_marker_name("core_patch");
  set_json("{\"id\":\"" + patch + "\",\"deprecated\":true}", (*attributes.mutable_details())["patch-data"]);
  return event.event_id();
}

std::int64_t HistoryBuilder::version_attribute() {
  HistoryEvent& event = add(enums::EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
  auto& fields = *event.mutable_upsert_workflow_search_attributes_event_attributes()
                      ->mutable_search_attributes()
                      ->mutable_indexed_fields();
  fields["TemporalChangeVersion"].set_data("[\"patch\"]");
  return event.event_id();
}

std::int64_t HistoryBuilder::marker(const std::string& name) {
  HistoryEvent& event = add(enums::EVENT_TYPE_MARKER_RECORDED);
  event.mutable_marker_recorded_event_attributes()->set_marker_name(name);
  return event.event_id();
}

std::int64_t HistoryBuilder::run_completed() {
  return add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED).event_id();
}
std::int64_t HistoryBuilder::run_failed() {
  return add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_FAILED).event_id();
}
std::int64_t HistoryBuilder::run_canceled() {
  return add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED).event_id();
}
std::int64_t HistoryBuilder::run_continued_as_new() {
  return add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW).event_id();
}
std::int64_t HistoryBuilder::run_terminated() {
  return add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED).event_id();
}

void HistoryBuilder::commands(const wire::RespondWorkflowTaskCompletedRequest& completion) {
  for (const auto& each : completion.commands()) command(each);
}

std::int64_t HistoryBuilder::child_initiated(const std::string& workflow_id, const std::string& type) {
  HistoryEvent& event = add(enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED);
  auto& attributes = *event.mutable_start_child_workflow_execution_initiated_event_attributes();
  attributes.set_workflow_id(workflow_id);
  attributes.mutable_workflow_type()->set_name(type);
  return event.event_id();
}

std::int64_t HistoryBuilder::external_cancel_initiated(const std::string& workflow_id) {
  HistoryEvent& event = add(enums::EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED);
  event.mutable_request_cancel_external_workflow_execution_initiated_event_attributes()
      ->mutable_workflow_execution()
      ->set_workflow_id(workflow_id);
  return event.event_id();
}

std::int64_t HistoryBuilder::external_signal_initiated(const std::string& workflow_id,
                                                       const std::string& signal) {
  HistoryEvent& event = add(enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED);
  auto& attributes = *event.mutable_signal_external_workflow_execution_initiated_event_attributes();
  attributes.mutable_workflow_execution()->set_workflow_id(workflow_id);
  attributes.set_signal_name(signal);
  return event.event_id();
}

void HistoryBuilder::command(const temporal::api::command::v1::Command& command) {
  switch (command.command_type()) {
    case enums::COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK: {
      const auto& attributes = command.schedule_activity_task_command_attributes();
      activity_scheduled(attributes.activity_id(), attributes.activity_type().name());
      break;
    }
    case enums::COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK:
      activity_cancel_requested(
          command.request_cancel_activity_task_command_attributes().scheduled_event_id());
      break;
    case enums::COMMAND_TYPE_START_TIMER:
      timer_started(command.start_timer_command_attributes().timer_id());
      break;
    case enums::COMMAND_TYPE_CANCEL_TIMER:
      timer_canceled(find_timer(command.cancel_timer_command_attributes().timer_id()));
      break;
    case enums::COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION: {
      const auto& wanted = command.start_child_workflow_execution_command_attributes();
      child_initiated(wanted.workflow_id(), wanted.workflow_type().name());
      break;
    }
    case enums::COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION:
      external_cancel_initiated(
          command.request_cancel_external_workflow_execution_command_attributes().workflow_id());
      break;
    case enums::COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION: {
      const auto& wanted = command.signal_external_workflow_execution_command_attributes();
      external_signal_initiated(wanted.execution().workflow_id(), wanted.signal_name());
      break;
    }
    case enums::COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION: run_completed(); break;
    case enums::COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION: run_failed(); break;
    case enums::COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION: run_canceled(); break;
    case enums::COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION: run_continued_as_new(); break;
    default: add(enums::EVENT_TYPE_UNSPECIFIED); break;
  }
}

History HistoryBuilder::from(std::int64_t first) const {
  History part;
  for (const auto& event : history_.events()) {
    if (event.event_id() >= first) *part.add_events() = event;
  }
  return part;
}

std::int64_t HistoryBuilder::find_activity(const std::string& id) const {
  for (int i = history_.events_size() - 1; i >= 0; --i) {
    const auto& event = history_.events(i);
    if (event.event_type() == enums::EVENT_TYPE_ACTIVITY_TASK_SCHEDULED &&
        event.activity_task_scheduled_event_attributes().activity_id() == id) {
      return event.event_id();
    }
  }
  return 0;
}

std::int64_t HistoryBuilder::find_timer(const std::string& id) const {
  for (int i = history_.events_size() - 1; i >= 0; --i) {
    const auto& event = history_.events(i);
    if (event.event_type() == enums::EVENT_TYPE_TIMER_STARTED &&
        event.timer_started_event_attributes().timer_id() == id) {
      return event.event_id();
    }
  }
  return 0;
}

}  // namespace skald::replay_tests
