#include <utility>

#include "engine/core/draft.h"
#include "engine/core/messages.h"
#include "engine/core/workflow_task.h"

/// The child's side: it starts, waits until its parent knows, ends, and outlives its parent or does not.
namespace skald::core {
namespace {

constexpr char kByPolicy[] = "by parent close policy";

bool is_child_of(const RunState& run, const ClosePolicy& message) {
  const auto& started = run.started();
  return started.has_parent_workflow_execution() &&
         started.parent_workflow_execution().run_id() == message.parent.run_id() &&
         started.parent_initiated_event_id() == message.initiated_event_id;
}

common::WorkflowExecution execution(const RunIdentity& identity) {
  common::WorkflowExecution result;
  result.set_workflow_id(identity.workflow_id());
  result.set_run_id(identity.run_id());
  return result;
}

Decision terminate(const RunState& child, const Context& context) {
  wire::TerminateWorkflowExecutionRequest request;
  request.set_reason(kByPolicy);
  request.set_identity(kHistoryService);
  Result<Decision> decision = decide_terminate(child, request, context);
  SKALD_ASSERT(decision.ok());  // the run is open, and nothing in the request can be wrong
  return std::move(*decision);
}

Decision request_cancel(const RunState& child, const RunIdentity& parent, const Context& context) {
  if (child.cancel_requested()) return {};
  Draft draft(child, context);
  auto& attributes = *draft.record(enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)
                          .mutable_workflow_execution_cancel_requested_event_attributes();
  *attributes.mutable_external_workflow_execution() = execution(parent);
  attributes.set_identity(kHistoryService);
  need_workflow_task(draft, DuringBackoff::kSchedule);
  return {finish(std::move(draft)), {}, {}};
}

}  // namespace

Transition decide_start_child(const StartChild& start, const Context& context) {
  Transition transition = decide_start(start.request, context);
  HistoryEvent& event = *transition.mutable_events(0);
  auto& started = *event.mutable_workflow_execution_started_event_attributes();
  started.set_parent_workflow_namespace(start.parent.namespace_name());
  started.set_parent_workflow_namespace_id(start.parent_namespace_id);
  *started.mutable_parent_workflow_execution() = execution(start.parent);
  started.set_parent_initiated_event_id(start.initiated_event_id);
  *started.mutable_root_workflow_execution() = start.root;
  (void)started.mutable_workflow_run_timeout();  // a child's start says so even if it is none
  if (transition.events_size() > 1) transition.mutable_events()->RemoveLast();  // the first task waits
  return transition;
}

Decision decide_start_recorded(const RunState& child, const Context& context) {
  if (is_closed(child) || !child.awaits_parent()) return {};
  Draft draft(child, context);
  draft.add_fact().mutable_parent_recorded_start();
  const bool has_backoff = api::is_set(child.started().first_workflow_task_backoff());
  const bool is_wanted = !has_backoff || child.cancel_requested();
  if (is_wanted && !draft.has_workflow_task()) schedule_workflow_task(draft);
  return {finish(std::move(draft)), {}, {}};
}

Decision decide_parent_notified(const RunState& child, const Context& context) {
  if (!child.has_close_event()) return {};
  Draft draft(child, context);
  draft.add_fact().mutable_parent_notified();
  return {draft.take(), {}, {}};
}

Decision decide_close_policy(const RunState& child, const ClosePolicy& message, const Context& context) {
  if (is_closed(child) || !is_child_of(child, message)) return {};
  switch (message.policy) {
    case enums::PARENT_CLOSE_POLICY_TERMINATE: return terminate(child, context);
    case enums::PARENT_CLOSE_POLICY_REQUEST_CANCEL: return request_cancel(child, message.parent, context);
    default: return {};
  }
}

}  // namespace skald::core
