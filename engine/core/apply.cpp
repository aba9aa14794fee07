#include "engine/core/apply.h"

#include <algorithm>

#include "engine/core/apply_step.h"
#include "engine/core/decide.h"

namespace skald::core {
namespace {

bool flushes(const Transition& transition) {
  return std::any_of(transition.facts().begin(), transition.facts().end(),
                     [](const Fact& fact) { return fact.has_buffer_flushed(); });
}

Status check_begin(const ApplyStep& step) {
  const Transition& transition = step.transition;
  const bool is_first = step.state.next_event_id() == 0;
  const bool begins =
      transition.events_size() > 0 && transition.events(0).has_workflow_execution_started_event_attributes();
  if (is_first && !begins) return cannot_apply(step, "the run's first transition does not start it");
  if (is_first && transition.identity().run_id().empty()) return cannot_apply(step, "the run has no id");
  if (!is_first && begins) return cannot_apply(step, "the run is started a second time");
  if (!is_first && is_closed(step.state) && !is_answer(transition))
    return cannot_apply(step, "the run is closed");
  return {};
}

Status apply_numbered(ApplyStep& step, const HistoryEvent& event) {
  RunState& state = step.state;
  if (event.event_id() != state.next_event_id()) {
    return cannot_apply(step, "event " + std::to_string(event.event_id()) + " follows event " +
                                  std::to_string(state.next_event_id() - 1));
  }
  state.set_next_event_id(event.event_id() + 1);
  state.set_history_size_bytes(state.history_size_bytes() + static_cast<std::int64_t>(event.ByteSizeLong()));
  return apply_event(step, event);
}

// The signals among the events of a flush were counted when they were buffered.
void uncount_buffered_signals(RunState& state) {
  const auto& events = state.buffered_events();
  const auto signals = std::count_if(events.begin(), events.end(), [](const HistoryEvent& event) {
    return event.event_type() == enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED;
  });
  state.set_signal_count(state.signal_count() - signals);
}

// The events of a transient task are virtual and always the next ones. An event that came while nobody held
// the task makes it a normal one.
void move_transient_task(RunState& state) {
  WorkflowTaskState& task = *state.mutable_workflow_task();
  if (!task.transient() || !is_scheduled(task) || task.scheduled_event_id() == state.next_event_id()) return;
  task.set_scheduled_event_id(state.next_event_id());
  task.set_attempt(1);
}

}  // namespace

Error cannot_apply(const ApplyStep& step, const std::string& what) {
  const RunIdentity& identity =
      step.state.has_identity() ? step.state.identity() : step.transition.identity();
  return {Code::kDataLoss,
          "run " + identity.run_id() + " of workflow " + identity.workflow_id() + " in namespace " +
              identity.namespace_name() + " cannot be brought up to date: " + what,
          {}};
}

Status apply(const Transition& transition, RunState& state) {
  ApplyStep step{state, transition, flushes(transition)};
  SKALD_TRY(check_begin(step));
  if (state.next_event_id() == 0) {
    state.set_next_event_id(1);
    *state.mutable_identity() = transition.identity();
  }
  if (transition.drops_speculative_task() && state.workflow_task().speculative()) state.clear_workflow_task();
  if (step.flushes) uncount_buffered_signals(state);
  for (const HistoryEvent& event : transition.events()) SKALD_TRY(apply_numbered(step, event));
  if (!transition.events().empty()) move_transient_task(state);
  for (const Fact& fact : transition.facts()) SKALD_TRY(apply_fact(step, fact));
  if (is_volatile(transition)) return {};
  *state.mutable_last_time() = transition.time();
  state.set_state_transition_count(state.state_transition_count() + 1);
  return {};
}

RunState durable_part(const RunState& state) {
  RunState durable = state;
  WorkflowTaskState& task = *durable.mutable_workflow_task();
  if (task.speculative()) {
    task.Clear();
    return durable;
  }
  const bool is_lost = is_started(task) && task.incarnation() != 0;
  if (!is_lost) return durable;
  task.set_stage(WorkflowTaskState::STAGE_SCHEDULED);
  task.clear_started_event_id();
  task.clear_started_time();
  task.clear_request_id();
  task.clear_identity();
  task.clear_history_size_bytes();
  task.clear_suggest_continue_as_new();
  task.clear_suggest_reasons();
  task.clear_incarnation();
  return durable;
}

}  // namespace skald::core
