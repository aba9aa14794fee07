#include <algorithm>
#include <iterator>

#include "engine/core/apply_step.h"

/// Children, and signals and cancellation requests to other workflows.
namespace skald::core {
namespace {

void apply_initiated(RunState& state, const HistoryEvent& event) {
  auto& child = (*state.mutable_children())[event.event_id()];
  child.set_initiated_event_id(event.event_id());
  *child.mutable_initiated() = event.start_child_workflow_execution_initiated_event_attributes();
  if (event.has_user_metadata()) *child.mutable_user_metadata() = event.user_metadata();
}

// What only the start needed is not kept for the child's whole life.
void forget_start(internal::v1::ChildState& child) {
  auto& initiated = *child.mutable_initiated();
  initiated.clear_input();
  initiated.clear_header();
  initiated.clear_memo();
  initiated.clear_search_attributes();
  initiated.clear_retry_policy();
  child.clear_user_metadata();
}

Status apply_started(ApplyStep& step, const HistoryEvent& event) {
  const auto& attributes = event.child_workflow_execution_started_event_attributes();
  const auto found = step.state.mutable_children()->find(attributes.initiated_event_id());
  if (found == step.state.mutable_children()->end()) {
    if (step.flushes) return {};  // it has ended since, and that was buffered too
    return cannot_apply(step, "a child starts that it does not have");
  }
  found->second.set_run_id(attributes.workflow_execution().run_id());
  found->second.set_started_event_id(event.event_id());
  forget_start(found->second);
  return {};
}

template <class Pending>
Status end(ApplyStep& step, Pending& pending, std::int64_t initiated_event_id) {
  if (pending.erase(initiated_event_id) == 1 || step.flushes) return {};
  return cannot_apply(step, "event " + std::to_string(initiated_event_id) + " waits for no answer");
}

std::int64_t ended_child(const HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED:
      return event.start_child_workflow_execution_failed_event_attributes().initiated_event_id();
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED:
      return event.child_workflow_execution_completed_event_attributes().initiated_event_id();
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED:
      return event.child_workflow_execution_failed_event_attributes().initiated_event_id();
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED:
      return event.child_workflow_execution_canceled_event_attributes().initiated_event_id();
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT:
      return event.child_workflow_execution_timed_out_event_attributes().initiated_event_id();
    default: return event.child_workflow_execution_terminated_event_attributes().initiated_event_id();
  }
}

}  // namespace

Status apply_child_event(ApplyStep& step, const HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED:
      apply_initiated(step.state, event);
      return {};
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED: return apply_started(step, event);
    default: return end(step, *step.state.mutable_children(), ended_child(event));
  }
}

Status apply_external_event(ApplyStep& step, const HistoryEvent& event) {
  auto& signals = *step.state.mutable_external_signals();
  auto& cancels = *step.state.mutable_external_cancels();
  switch (event.event_type()) {
    case enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED:
      signals[event.event_id()] = event.signal_external_workflow_execution_initiated_event_attributes();
      return {};
    case enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED:
      return end(step, signals,
                 event.external_workflow_execution_signaled_event_attributes().initiated_event_id());
    case enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED:
      return end(step, signals,
                 event.signal_external_workflow_execution_failed_event_attributes().initiated_event_id());
    case enums::EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED:
      cancels[event.event_id()] =
          event.request_cancel_external_workflow_execution_initiated_event_attributes();
      return {};
    case enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
      return end(step, cancels,
                 event.external_workflow_execution_cancel_requested_event_attributes().initiated_event_id());
    default:
      return end(
          step, cancels,
          event.request_cancel_external_workflow_execution_failed_event_attributes().initiated_event_id());
  }
}

void start_as_child(RunState& state) {
  const auto& started = state.started();
  state.set_awaits_parent(started.has_parent_workflow_execution() &&
                          started.continued_execution_run_id().empty());
}

void close_relations(ApplyStep& step, const HistoryEvent& event) {
  RunState& state = step.state;
  state.clear_external_signals();
  state.clear_external_cancels();
  state.clear_awaits_parent();
  // A child of the last task was not asked for yet, and never will be.
  const std::int64_t first_of_last = step.transition.events(0).event_id();
  auto& children = *state.mutable_children();
  for (auto child = children.begin(); child != children.end();) {
    const bool stays =
        child->second.initiated().parent_close_policy() != enums::PARENT_CLOSE_POLICY_ABANDON &&
        child->first < first_of_last;
    child = stays ? std::next(child) : children.erase(child);
  }
  const bool is_end_of_chain = state.next_run_id().empty();
  if (state.started().has_parent_workflow_execution() && is_end_of_chain) {
    *state.mutable_close_event() = event;
  }
}

Status apply_child_fact(ApplyStep& step, const Fact& fact) {
  switch (fact.fact_case()) {
    case Fact::kParentRecordedStart: step.state.clear_awaits_parent(); return {};
    case Fact::kParentNotified: step.state.clear_close_event(); return {};
    default:
      return end(step, *step.state.mutable_children(), fact.close_policy_applied().initiated_event_id());
  }
}

bool is_answer(const Transition& transition) {
  return transition.events().empty() && !transition.facts().empty() &&
         std::all_of(transition.facts().begin(), transition.facts().end(), [](const Fact& fact) {
           return fact.has_parent_notified() || fact.has_close_policy_applied();
         });
}

}  // namespace skald::core
