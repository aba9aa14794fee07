#include "engine/service/command_namespaces.h"

#include "engine/service/refusals.h"

// The field is deprecated in the API; the server looks at it all the same.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
namespace skald::service {
namespace {

using Command = temporal::api::command::v1::Command;

// Temporal's server has it for itself: it is there, and foreign to every workflow.
constexpr char kSystemNamespace[] = "temporal-system";

// Empty: the workflow's own.
const std::string& namespace_of(const Command& command) {
  switch (command.attributes_case()) {
    case Command::kStartChildWorkflowExecutionCommandAttributes:
      return command.start_child_workflow_execution_command_attributes().namespace_();
    case Command::kSignalExternalWorkflowExecutionCommandAttributes:
      return command.signal_external_workflow_execution_command_attributes().namespace_();
    default: return command.request_cancel_external_workflow_execution_command_attributes().namespace_();
  }
}

}  // namespace

Status check_command_namespaces(const runtime::Engine& engine,
                                const wire::RespondWorkflowTaskCompletedRequest& request) {
  for (const Command& command : request.commands()) {
    const std::string& name = namespace_of(command);
    if (name.empty() || name == kSystemNamespace) continue;
    if (engine.namespaces().find(name) == nullptr) return namespace_not_found(name);
  }
  return {};
}

}  // namespace skald::service
