#include <utility>

#include "engine/core/draft.h"
#include "engine/core/messages.h"
#include "engine/core/workflow_task.h"

// Control and namespace are deprecated in the API; the server carries them over all the same.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/// The parent's side: what it hears of its children.
namespace skald::core {
namespace {

// Null if nobody waits for news of it any more.
const ChildState* find_child(const RunState& parent, std::int64_t initiated_event_id) {
  if (is_closed(parent)) return nullptr;
  const auto found = parent.children().find(initiated_event_id);
  return found == parent.children().end() ? nullptr : &found->second;
}

common::WorkflowExecution execution(const ChildState& child, const std::string& run_id) {
  common::WorkflowExecution result;
  result.set_workflow_id(child.initiated().workflow_id());
  result.set_run_id(run_id);
  return result;
}

HistoryEvent& record_started(Draft& draft, const ChildState& child, const std::string& run_id) {
  HistoryEvent& event = draft.record(enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED);
  auto& attributes = *event.mutable_child_workflow_execution_started_event_attributes();
  attributes.set_namespace_(child.initiated().namespace_());
  attributes.set_namespace_id(child.initiated().namespace_id());
  attributes.set_initiated_event_id(child.initiated_event_id());
  *attributes.mutable_workflow_execution() = execution(child, run_id);
  *attributes.mutable_workflow_type() = child.initiated().workflow_type();
  if (child.initiated().has_header()) *attributes.mutable_header() = child.initiated().header();
  return event;
}

// What every end of a child says.
template <class Attributes>
void fill(Attributes& attributes, const ChildState& child, const std::string& run_id,
          std::int64_t started_event_id) {
  attributes.set_namespace_(child.initiated().namespace_());
  attributes.set_namespace_id(child.initiated().namespace_id());
  *attributes.mutable_workflow_execution() = execution(child, run_id);
  *attributes.mutable_workflow_type() = child.initiated().workflow_type();
  attributes.set_initiated_event_id(child.initiated_event_id());
  attributes.set_started_event_id(started_event_id);
}

void record_ended(Draft& draft, const ChildState& child, const TellEnd& message,
                  std::int64_t started_event_id) {
  const HistoryEvent& close = message.close_event;
  const std::string& run_id = message.child.run_id();
  switch (close.event_type()) {
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: {
      const auto& completed = close.workflow_execution_completed_event_attributes();
      auto& attributes = *draft.record(enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED)
                              .mutable_child_workflow_execution_completed_event_attributes();
      fill(attributes, child, run_id, started_event_id);
      if (completed.has_result()) *attributes.mutable_result() = completed.result();
      return;
    }
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: {
      const auto& failed = close.workflow_execution_failed_event_attributes();
      auto& attributes = *draft.record(enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED)
                              .mutable_child_workflow_execution_failed_event_attributes();
      fill(attributes, child, run_id, started_event_id);
      *attributes.mutable_failure() = failed.failure();
      attributes.set_retry_state(failed.retry_state());
      return;
    }
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: {
      const auto& canceled = close.workflow_execution_canceled_event_attributes();
      auto& attributes = *draft.record(enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED)
                              .mutable_child_workflow_execution_canceled_event_attributes();
      fill(attributes, child, run_id, started_event_id);
      if (canceled.has_details()) *attributes.mutable_details() = canceled.details();
      return;
    }
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: {
      auto& attributes = *draft.record(enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT)
                              .mutable_child_workflow_execution_timed_out_event_attributes();
      fill(attributes, child, run_id, started_event_id);
      attributes.set_retry_state(close.workflow_execution_timed_out_event_attributes().retry_state());
      return;
    }
    default:
      fill(*draft.record(enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED)
                .mutable_child_workflow_execution_terminated_event_attributes(),
           child, run_id, started_event_id);
  }
}

Decision finished(Draft&& draft) {
  need_workflow_task(draft, DuringBackoff::kSchedule);
  return {finish(std::move(draft)), {}, {}};
}

}  // namespace

Decision decide_child_started(const RunState& parent, const TellStart& message, const Context& context) {
  const ChildState* child = find_child(parent, message.initiated_event_id);
  if (child == nullptr || !child->run_id().empty()) return {};
  Draft draft(parent, context);
  record_started(draft, *child, message.child.run_id());
  return finished(std::move(draft));
}

Decision decide_child_not_started(const RunState& parent, std::int64_t initiated_event_id,
                                  enums::StartChildWorkflowExecutionFailedCause cause,
                                  const Context& context) {
  const ChildState* child = find_child(parent, initiated_event_id);
  if (child == nullptr || !child->run_id().empty()) return {};
  Draft draft(parent, context);
  auto& attributes = *draft.record(enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED)
                          .mutable_start_child_workflow_execution_failed_event_attributes();
  attributes.set_namespace_(child->initiated().namespace_());
  attributes.set_namespace_id(child->initiated().namespace_id());
  attributes.set_workflow_id(child->initiated().workflow_id());
  *attributes.mutable_workflow_type() = child->initiated().workflow_type();
  attributes.set_cause(cause);
  attributes.set_control(child->initiated().control());
  attributes.set_initiated_event_id(initiated_event_id);
  attributes.set_workflow_task_completed_event_id(0);
  return finished(std::move(draft));
}

Decision decide_child_ended(const RunState& parent, const TellEnd& message, const Context& context) {
  const ChildState* child = find_child(parent, message.initiated_event_id);
  if (child == nullptr) return {};
  Draft draft(parent, context);
  std::int64_t started_event_id = child->started_event_id();
  // Terminated before the parent had heard that it started.
  if (child->run_id().empty())
    started_event_id = record_started(draft, *child, message.first_run_id).event_id();
  record_ended(draft, *child, message, started_event_id);
  return finished(std::move(draft));
}

Decision decide_close_policy_applied(const RunState& parent, std::int64_t initiated_event_id,
                                     const Context& context) {
  if (!is_closed(parent) || !parent.children().contains(initiated_event_id)) return {};
  Draft draft(parent, context);
  draft.add_fact().mutable_close_policy_applied()->set_initiated_event_id(initiated_event_id);
  return {draft.take(), {}, {}};
}

}  // namespace skald::core
