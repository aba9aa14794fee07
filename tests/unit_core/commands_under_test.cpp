#include "tests/unit_core/commands_under_test.h"

namespace skald::core::test {
namespace {

temporal::api::common::v1::Payload json(const std::string& data) {
  temporal::api::common::v1::Payload payload;
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  payload.set_data(data);
  return payload;
}

}  // namespace

Payloads payloads(const std::string& text) {
  Payloads result;
  *result.add_payloads() = json("\"" + text + "\"");
  return result;
}

std::string text_of(const Payloads& payloads) {
  if (payloads.payloads_size() == 0) return {};
  const std::string& data = payloads.payloads(0).data();
  return data.size() < 2 ? data : data.substr(1, data.size() - 2);
}

Failure application_failure(const std::string& type, const std::string& message) {
  Failure failure;
  failure.set_message(message);
  failure.mutable_application_failure_info()->set_type(type);
  return failure;
}

RetryPolicy at_most(std::int32_t attempts) {
  RetryPolicy policy;
  policy.set_maximum_attempts(attempts);
  return policy;
}

Command bare(enums::CommandType type) {
  Command command;
  command.set_command_type(type);
  return command;
}

Command schedule(const std::string& activity_id, const ActivityOptions& options) {
  Command command = bare(enums::COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK);
  auto& attributes = *command.mutable_schedule_activity_task_command_attributes();
  attributes.set_activity_id(activity_id);
  attributes.mutable_activity_type()->set_name("charge");
  attributes.mutable_task_queue()->set_name("activities");
  *attributes.mutable_input() = payloads(options.input);
  if (options.schedule_to_close != 0s) {
    *attributes.mutable_schedule_to_close_timeout() = api::to_duration_message(options.schedule_to_close);
  }
  if (options.schedule_to_start != 0s) {
    *attributes.mutable_schedule_to_start_timeout() = api::to_duration_message(options.schedule_to_start);
  }
  if (options.start_to_close != 0s) {
    *attributes.mutable_start_to_close_timeout() = api::to_duration_message(options.start_to_close);
  }
  if (options.heartbeat != 0s) {
    *attributes.mutable_heartbeat_timeout() = api::to_duration_message(options.heartbeat);
  }
  if (options.retry.ByteSizeLong() > 0) *attributes.mutable_retry_policy() = options.retry;
  attributes.set_request_eager_execution(options.is_eager);
  return command;
}

Command request_cancel(std::int64_t scheduled_event_id) {
  Command command = bare(enums::COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK);
  command.mutable_request_cancel_activity_task_command_attributes()->set_scheduled_event_id(
      scheduled_event_id);
  return command;
}

Command start_timer(const std::string& timer_id, Duration duration) {
  Command command = bare(enums::COMMAND_TYPE_START_TIMER);
  auto& attributes = *command.mutable_start_timer_command_attributes();
  attributes.set_timer_id(timer_id);
  *attributes.mutable_start_to_fire_timeout() = api::to_duration_message(duration);
  return command;
}

Command cancel_timer(const std::string& timer_id) {
  Command command = bare(enums::COMMAND_TYPE_CANCEL_TIMER);
  command.mutable_cancel_timer_command_attributes()->set_timer_id(timer_id);
  return command;
}

Command marker(const std::string& name) {
  Command command = bare(enums::COMMAND_TYPE_RECORD_MARKER);
  command.mutable_record_marker_command_attributes()->set_marker_name(name);
  return command;
}

Command upsert(const std::string& attribute, const std::string& data) {
  Command command = bare(enums::COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
  auto& attributes = *command.mutable_upsert_workflow_search_attributes_command_attributes();
  (*attributes.mutable_search_attributes()->mutable_indexed_fields())[attribute] = json(data);
  return command;
}

Command modify_memo(const std::string& field, const std::string& data) {
  Command command = bare(enums::COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES);
  auto& attributes = *command.mutable_modify_workflow_properties_command_attributes();
  (*attributes.mutable_upserted_memo()->mutable_fields())[field] = json(data);
  return command;
}

Command complete(const std::string& result) {
  Command command = bare(enums::COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION);
  *command.mutable_complete_workflow_execution_command_attributes()->mutable_result() = payloads(result);
  return command;
}

Command fail(const Failure& failure) {
  Command command = bare(enums::COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION);
  *command.mutable_fail_workflow_execution_command_attributes()->mutable_failure() = failure;
  return command;
}

Command cancel() {
  Command command = bare(enums::COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION);
  command.mutable_cancel_workflow_execution_command_attributes();
  return command;
}

Command continue_as_new(const std::string& input) {
  Command command = bare(enums::COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION);
  *command.mutable_continue_as_new_workflow_execution_command_attributes()->mutable_input() = payloads(input);
  return command;
}

}  // namespace skald::core::test
