#include <utility>

#include "engine/base/ids.h"
#include "engine/core/messages.h"
#include "engine/core/refusal.h"
#include "engine/core/signal.h"
#include "engine/core/workflow_task.h"

// Control and namespace are deprecated in the API; the server carries them over all the same.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/// Signals and cancellation requests from one workflow to another.
namespace skald::core {
namespace {

Error unreachable() { return not_found("workflow execution not found"); }

common::WorkflowExecution execution(const RunIdentity& identity) {
  common::WorkflowExecution result;
  result.set_workflow_id(identity.workflow_id());
  result.set_run_id(identity.run_id());
  return result;
}

// Itself, or not its child although it must be.
bool is_wrong(const RunState& receiver, const RunIdentity& sender, bool child_only) {
  if (receiver.identity().workflow_id() == sender.workflow_id()) return true;
  const auto& parent = receiver.started().parent_workflow_execution();
  return child_only && (parent.workflow_id() != sender.workflow_id() || parent.run_id() != sender.run_id());
}

void record(Draft& draft, const ExternalSignal& message, const std::string& request_id) {
  wire::SignalWorkflowExecutionRequest request;
  request.set_signal_name(message.wanted.signal_name());
  if (message.wanted.has_input()) *request.mutable_input() = message.wanted.input();
  if (message.wanted.has_header()) *request.mutable_header() = message.wanted.header();
  request.set_identity(kHistoryService);
  request.set_request_id(request_id);
  *record_signal(draft, request)
       .mutable_workflow_execution_signaled_event_attributes()
       ->mutable_external_workflow_execution() = execution(message.sender);
}

template <class Attributes, class Wanted>
void fill(Attributes& attributes, const Wanted& wanted, const RunState& sender,
          std::int64_t initiated_event_id) {
  attributes.set_initiated_event_id(initiated_event_id);
  attributes.set_namespace_(sender.identity().namespace_name());
  attributes.set_namespace_id(wanted.namespace_id());
  *attributes.mutable_workflow_execution() = wanted.workflow_execution();
}

}  // namespace

Result<Decision> decide_external_signal(const RunState& receiver, const ExternalSignal& message,
                                        const Context& context) {
  const std::string request_id =
      numbered_uuid(message.sender.run_id(), static_cast<std::uint64_t>(message.initiated_event_id));
  if (has_had_signal(receiver, request_id)) return Decision{};
  if (is_wrong(receiver, message.sender, message.wanted.child_workflow_only())) return unreachable();
  SKALD_TRY(check_takes_signal(receiver, context.limits));
  Draft draft(receiver, context);
  record(draft, message, request_id);
  need_workflow_task(draft, DuringBackoff::kWait);
  return Decision{finish(std::move(draft)), {}, {}};
}

Result<Decision> decide_external_cancel(const RunState& receiver, const ExternalCancel& message,
                                        const Context& context) {
  // Nobody asks whose child a closed run is.
  const bool must_be_child = message.wanted.child_workflow_only() && !is_closed(receiver);
  if (is_wrong(receiver, message.sender, must_be_child)) return unreachable();
  if (is_closed(receiver) || receiver.cancel_requested()) return Decision{};
  Draft draft(receiver, context);
  auto& attributes = *draft.record(enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
                          .mutable_workflow_execution_cancel_requested_event_attributes();
  attributes.set_cause(message.wanted.reason());
  attributes.set_external_initiated_event_id(message.initiated_event_id);
  *attributes.mutable_external_workflow_execution() = execution(message.sender);
  attributes.set_identity(kHistoryService);
  need_workflow_task(draft, DuringBackoff::kSchedule);
  return Decision{finish(std::move(draft)), {}, {}};
}

Decision decide_signal_answered(const RunState& sender, std::int64_t initiated_event_id, const Error* error,
                                const Context& context) {
  const auto found = sender.external_signals().find(initiated_event_id);
  if (is_closed(sender) || found == sender.external_signals().end()) return {};
  Draft draft(sender, context);
  if (error == nullptr) {
    auto& attributes = *draft.record(enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED)
                            .mutable_external_workflow_execution_signaled_event_attributes();
    fill(attributes, found->second, sender, initiated_event_id);
    attributes.set_control(found->second.control());
  } else {
    auto& attributes = *draft.record(enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED)
                            .mutable_signal_external_workflow_execution_failed_event_attributes();
    fill(attributes, found->second, sender, initiated_event_id);
    attributes.set_control(found->second.control());
    const bool is_full = error->code == Code::kInvalidArgument;
    attributes.set_cause(
        is_full
            ? enums::SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED
            : enums::SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND);
  }
  need_workflow_task(draft, DuringBackoff::kSchedule);
  return {finish(std::move(draft)), {}, {}};
}

Decision decide_cancel_answered(const RunState& sender, std::int64_t initiated_event_id, const Error* error,
                                const Context& context) {
  const auto found = sender.external_cancels().find(initiated_event_id);
  if (is_closed(sender) || found == sender.external_cancels().end()) return {};
  Draft draft(sender, context);
  if (error == nullptr) {
    fill(*draft.record(enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
              .mutable_external_workflow_execution_cancel_requested_event_attributes(),
         found->second, sender, initiated_event_id);
  } else {
    auto& attributes = *draft.record(enums::EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED)
                            .mutable_request_cancel_external_workflow_execution_failed_event_attributes();
    fill(attributes, found->second, sender, initiated_event_id);
    attributes.set_cause(
        enums::CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND);
  }
  need_workflow_task(draft, DuringBackoff::kSchedule);
  return {finish(std::move(draft)), {}, {}};
}

}  // namespace skald::core
