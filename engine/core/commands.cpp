#include "engine/core/commands.h"

#include "engine/core/enum_name.h"

namespace skald::core {

std::string command_name(const command::Command& command) {
  static constexpr char kPrefix[] = "COMMAND_TYPE_";
  const std::string& name = enums::CommandType_Name(command.command_type());
  if (name.size() < sizeof(kPrefix)) return std::to_string(static_cast<int>(command.command_type()));
  return camel_case(name.substr(sizeof(kPrefix) - 1));
}

bool is_known_command(const command::Command& command) {
  return command.command_type() != enums::COMMAND_TYPE_UNSPECIFIED &&
         enums::CommandType_IsValid(static_cast<int>(command.command_type()));
}

bool closes_run(const command::Command& command) {
  switch (command.command_type()) {
    case enums::COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION:
    case enums::COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION:
    case enums::COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION:
    case enums::COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION: return true;
    default: return false;
  }
}

CommandResult run_command(Completion& completion, const command::Command& command) {
  switch (command.command_type()) {
    case enums::COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK: return schedule_activity(completion, command);
    case enums::COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK:
      return request_cancel_activity(completion, command);
    case enums::COMMAND_TYPE_START_TIMER: return start_timer(completion, command);
    case enums::COMMAND_TYPE_CANCEL_TIMER: return cancel_timer(completion, command);
    case enums::COMMAND_TYPE_RECORD_MARKER: return record_marker(completion, command);
    case enums::COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
      return upsert_search_attributes(completion, command);
    case enums::COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES: return modify_properties(completion, command);
    case enums::COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION: return start_child(completion, command);
    case enums::COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION: return signal_external(completion, command);
    case enums::COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION:
      return request_cancel_external(completion, command);
    case enums::COMMAND_TYPE_PROTOCOL_MESSAGE: return protocol_message(completion, command);
    case enums::COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION: return complete_workflow(completion, command);
    case enums::COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION: return fail_workflow(completion, command);
    case enums::COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION: return cancel_workflow(completion, command);
    case enums::COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION: return continue_as_new(completion, command);
    default:
      return CommandError{enums::WORKFLOW_TASK_FAILED_CAUSE_FEATURE_DISABLED,
                          "FeatureDisabled: command " + command_name(command) + " is not supported yet",
                          false};
  }
}

}  // namespace skald::core
