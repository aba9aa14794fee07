#include <algorithm>

#include "engine/base/ids.h"
#include "engine/core/commands.h"

// Control and namespace are deprecated in the API; the server carries them over all the same.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/// Commands that concern other workflows: signals and cancellation requests.
namespace skald::core {
namespace {

using Signal = command::SignalExternalWorkflowExecutionCommandAttributes;
using Cancel = command::RequestCancelExternalWorkflowExecutionCommandAttributes;

constexpr char kSignalCommand[] = "SignalExternalWorkflowExecutionCommand";
constexpr char kCancelCommand[] = "RequestCancelExternalWorkflowExecutionCommand";
constexpr char kCrossNamespace[] = "cross namespace commands are not allowed";

CommandError bad_signal(const std::string& text) {
  return bad_command(enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES,
                     "BadSignalWorkflowExecutionAttributes", text);
}

CommandError bad_cancel(const std::string& text) {
  return bad_command(
      enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES,
      "BadRequestCancelExternalWorkflowExecutionAttributes", text);
}

bool is_foreign(const std::string& namespace_name, const Completion& completion) {
  return !namespace_name.empty() && namespace_name != completion.state().identity().namespace_name();
}

std::string with_length(const std::string& id, const Limits& limits) {
  return id + " Length=" + std::to_string(id.size()) + " Limit=" + std::to_string(limits.id_bytes);
}

CommandResult check_signal(const Signal& wanted, const Limits& limits) {
  if (!wanted.has_execution()) {
    return bad_signal(std::string("Execution is not set on ") + kSignalCommand + ".");
  }
  const std::string& id = wanted.execution().workflow_id();
  const std::string& run_id = wanted.execution().run_id();
  const std::string rest = " Namespace=" + wanted.namespace_() + " RunId=" + run_id;
  const std::string named = "WorkflowId=" + id + rest;
  if (id.empty()) {
    return bad_signal(std::string("WorkflowId is not set on ") + kSignalCommand + "." + rest +
                      " SignalName=" + wanted.signal_name());
  }
  if (id.size() > limits.id_bytes) {
    return bad_signal(std::string("WorkflowId on ") + kSignalCommand + " exceeds length limit. WorkflowId=" +
                      with_length(id, limits) + rest + " SignalName=" + wanted.signal_name());
  }
  if (!run_id.empty() && !is_uuid(run_id)) {
    return bad_signal(std::string("Invalid RunId set on ") + kSignalCommand + ". " + named +
                      " SignalName=" + wanted.signal_name());
  }
  if (wanted.signal_name().empty()) {
    return bad_signal(std::string("SignalName is not set on ") + kSignalCommand + ". " + named);
  }
  if (wanted.input().ByteSizeLong() <= limits.blob_bytes) return {};
  CommandError error =
      bad_signal("SignalExternalWorkflowExecutionCommandAttributes.Input exceeds size limit.");
  error.terminates_run = true;
  return error;
}

CommandResult check_cancel(const Cancel& wanted, const Completion& completion) {
  const std::string& id = wanted.workflow_id();
  const std::string rest = " RunId=" + wanted.run_id() + " Namespace=" + wanted.namespace_();
  const std::string named = "WorkflowId=" + id + rest;
  if (id.empty()) {
    return bad_cancel(std::string("WorkflowId is not set on ") + kCancelCommand +
                      ". Namespace=" + wanted.namespace_() + " RunId=" + wanted.run_id());
  }
  if (id.size() > completion.limits().id_bytes) {
    return bad_cancel(std::string("WorkflowId on ") + kCancelCommand +
                      " exceeds length limit. WorkflowId=" + with_length(id, completion.limits()) + rest);
  }
  if (!wanted.run_id().empty() && !is_uuid(wanted.run_id())) {
    return bad_cancel(std::string("Invalid RunId set on ") + kCancelCommand + ". " + named);
  }
  const auto& started = completion.started_children;
  if (std::find(started.begin(), started.end(), id) == started.end()) return {};
  return bad_cancel("Start and RequestCancel for child workflow is not allowed in same workflow task. " +
                    named);
}

std::string too_many(const char* what, std::size_t pending, std::size_t limit) {
  return std::string("the number of pending ") + what + ", " + std::to_string(pending) +
         ", has reached the per-workflow limit of " + std::to_string(limit);
}

}  // namespace

CommandResult signal_external(Completion& completion, const command::Command& command) {
  const Signal& wanted = command.signal_external_workflow_execution_command_attributes();
  const Limits& limits = completion.limits();
  if (is_foreign(wanted.namespace_(), completion)) return bad_signal(kCrossNamespace);
  if (!command.has_signal_external_workflow_execution_command_attributes()) {
    return bad_signal(std::string("SignalExternalWorkflowExecutionCommandAttributes is not set on ") +
                      kSignalCommand + ".");
  }
  if (CommandResult error = check_signal(wanted, limits)) return error;
  const std::size_t pending =
      static_cast<std::size_t>(completion.state().external_signals().size()) + completion.external_signals;
  if (pending >= limits.pending_signals) {
    return bad_command(enums::WORKFLOW_TASK_FAILED_CAUSE_PENDING_SIGNALS_LIMIT_EXCEEDED,
                       "PendingSignalsLimitExceeded",
                       too_many("signals to external workflows", pending, limits.pending_signals));
  }
  auto& attributes =
      *completion.add_event(enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED, command)
           .mutable_signal_external_workflow_execution_initiated_event_attributes();
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  attributes.set_namespace_(wanted.namespace_());
  attributes.set_namespace_id(completion.draft.context().namespace_id);
  *attributes.mutable_workflow_execution() = wanted.execution();
  attributes.set_signal_name(wanted.signal_name());
  if (wanted.has_input()) *attributes.mutable_input() = wanted.input();
  if (wanted.has_header()) *attributes.mutable_header() = wanted.header();
  attributes.set_control(wanted.control());
  attributes.set_child_workflow_only(wanted.child_workflow_only());
  ++completion.external_signals;
  return {};
}

CommandResult request_cancel_external(Completion& completion, const command::Command& command) {
  const Cancel& wanted = command.request_cancel_external_workflow_execution_command_attributes();
  const Limits& limits = completion.limits();
  if (is_foreign(wanted.namespace_(), completion)) return bad_cancel(kCrossNamespace);
  if (!command.has_request_cancel_external_workflow_execution_command_attributes()) {
    return bad_cancel(std::string("RequestCancelExternalWorkflowExecutionCommandAttributes is not set on ") +
                      kCancelCommand + ".");
  }
  if (CommandResult error = check_cancel(wanted, completion)) return error;
  const std::size_t pending =
      static_cast<std::size_t>(completion.state().external_cancels().size()) + completion.external_cancels;
  if (pending >= limits.pending_cancels) {
    return bad_command(enums::WORKFLOW_TASK_FAILED_CAUSE_PENDING_REQUEST_CANCEL_LIMIT_EXCEEDED,
                       "PendingRequestCancelLimitExceeded",
                       too_many("requests to cancel external workflows", pending, limits.pending_cancels));
  }
  auto& attributes =
      *completion.add_event(enums::EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED, command)
           .mutable_request_cancel_external_workflow_execution_initiated_event_attributes();
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  attributes.set_namespace_(wanted.namespace_());
  attributes.set_namespace_id(completion.draft.context().namespace_id);
  attributes.mutable_workflow_execution()->set_workflow_id(wanted.workflow_id());
  attributes.mutable_workflow_execution()->set_run_id(wanted.run_id());
  attributes.set_control(wanted.control());
  attributes.set_child_workflow_only(wanted.child_workflow_only());
  attributes.set_reason(wanted.reason());
  ++completion.external_cancels;
  return {};
}

}  // namespace skald::core
