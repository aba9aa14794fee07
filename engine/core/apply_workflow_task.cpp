#include "engine/core/apply_step.h"
#include "engine/core/builds.h"
#include "engine/core/problem.h"

// The build of a worker is deprecated in the API, and still what clients show.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::core {
namespace {

Status apply_scheduled(ApplyStep& step, const HistoryEvent& event) {
  // A task whose events are virtual gives way: new events made this one a normal task.
  WorkflowTaskState& task = *step.state.mutable_workflow_task();
  if (task.speculative() && task.scheduled_event_id() == event.event_id()) {
    // A worker that holds it goes on holding it.
    task.clear_speculative();
    step.state.set_workflow_task_ever_scheduled(true);
    return {};
  }
  if (task.stage() != WorkflowTaskState::STAGE_NONE && !task.transient()) {
    return cannot_apply(step, "a workflow task is scheduled beside another one");
  }
  const auto& attributes = event.workflow_task_scheduled_event_attributes();
  task.Clear();
  task.set_stage(WorkflowTaskState::STAGE_SCHEDULED);
  task.set_scheduled_event_id(event.event_id());
  task.set_attempt(attributes.attempt());
  *task.mutable_scheduled_time() = event.event_time();
  *task.mutable_original_scheduled_time() = event.event_time();
  *task.mutable_task_queue() = attributes.task_queue();
  step.state.set_workflow_task_ever_scheduled(true);
  return {};
}

Status apply_started(ApplyStep& step, const HistoryEvent& event) {
  const auto& attributes = event.workflow_task_started_event_attributes();
  WorkflowTaskState& task = *step.state.mutable_workflow_task();
  if (task.stage() == WorkflowTaskState::STAGE_NONE ||
      task.scheduled_event_id() != attributes.scheduled_event_id()) {
    return cannot_apply(step, "a workflow task is started that is not scheduled");
  }
  task.set_stage(WorkflowTaskState::STAGE_STARTED);
  task.set_started_event_id(event.event_id());
  *task.mutable_started_time() = event.event_time();
  task.set_request_id(attributes.request_id());
  task.set_identity(attributes.identity());
  task.set_history_size_bytes(attributes.history_size_bytes());
  task.set_suggest_continue_as_new(attributes.suggest_continue_as_new());
  *task.mutable_suggest_reasons() = attributes.suggest_continue_as_new_reasons();
  task.clear_incarnation();
  task.clear_worker_version();
  if (attributes.has_worker_version()) *task.mutable_worker_version() = attributes.worker_version();
  return {};
}

Status check_held(const ApplyStep& step, std::int64_t scheduled_event_id, std::int64_t started_event_id) {
  const WorkflowTaskState& task = step.state.workflow_task();
  const bool is_same = is_started(task) && task.scheduled_event_id() == scheduled_event_id &&
                       task.started_event_id() == started_event_id;
  if (!is_same) return cannot_apply(step, "a workflow task ends that no worker holds");
  return {};
}

Status apply_completed(ApplyStep& step, const HistoryEvent& event) {
  const auto& attributes = event.workflow_task_completed_event_attributes();
  SKALD_TRY(check_held(step, attributes.scheduled_event_id(), attributes.started_event_id()));
  RunState& state = step.state;
  state.set_previous_started_event_id(attributes.started_event_id());
  state.set_last_completed_event_id(event.event_id());
  state.clear_close_attempted();
  state.clear_last_workflow_task_failure();
  clear_problem(state);
  note_build(event, state);
  state.clear_workflow_task();
  return {};
}

Status apply_failed(ApplyStep& step, const HistoryEvent& event) {
  const auto& attributes = event.workflow_task_failed_event_attributes();
  SKALD_TRY(check_held(step, attributes.scheduled_event_id(), attributes.started_event_id()));
  if (attributes.has_failure()) *step.state.mutable_last_workflow_task_failure() = attributes.failure();
  note_failed_task(event, step.state);
  step.state.clear_sticky();
  step.state.clear_close_attempted();
  step.state.clear_workflow_task();
  return {};
}

Status apply_timed_out(ApplyStep& step, const HistoryEvent& event) {
  const auto& attributes = event.workflow_task_timed_out_event_attributes();
  const WorkflowTaskState& task = step.state.workflow_task();
  if (attributes.timeout_type() == enums::TIMEOUT_TYPE_SCHEDULE_TO_START) {
    const bool is_same = is_scheduled(task) && task.scheduled_event_id() == attributes.scheduled_event_id();
    if (!is_same) return cannot_apply(step, "a workflow task times out that is not scheduled");
  } else {
    SKALD_TRY(check_held(step, attributes.scheduled_event_id(), attributes.started_event_id()));
  }
  note_failed_task(event, step.state);
  step.state.clear_sticky();
  step.state.clear_close_attempted();
  step.state.clear_workflow_task();
  return {};
}

Status apply_started_fact(ApplyStep& step, const internal::v1::WorkflowTaskStarted& fact) {
  WorkflowTaskState& task = *step.state.mutable_workflow_task();
  if (!is_ready(task) || task.scheduled_event_id() != fact.scheduled_event_id()) {
    return cannot_apply(step, "a workflow task is started that is not scheduled");
  }
  task.set_stage(WorkflowTaskState::STAGE_STARTED);
  task.clear_returned();
  task.set_started_event_id(fact.started_event_id());
  *task.mutable_started_time() = fact.time();
  task.set_request_id(fact.request_id());
  task.set_identity(fact.identity());
  task.set_history_size_bytes(fact.history_size_bytes());
  task.set_suggest_continue_as_new(fact.suggest_continue_as_new());
  *task.mutable_suggest_reasons() = fact.suggest_reasons();
  task.set_incarnation(fact.incarnation());
  task.clear_worker_version();
  if (fact.has_worker_version()) *task.mutable_worker_version() = fact.worker_version();
  return {};
}

Status apply_returned(ApplyStep& step, const internal::v1::WorkflowTaskReturned& fact) {
  SKALD_TRY(check_held(step, fact.scheduled_event_id(), fact.started_event_id()));
  step.state.mutable_workflow_task()->set_returned(true);
  return {};
}

void schedule_transient(RunState& state, std::int32_t attempt, const google::protobuf::Timestamp& time) {
  WorkflowTaskState& task = *state.mutable_workflow_task();
  const auto original = task.has_original_scheduled_time() ? task.original_scheduled_time() : time;
  task.Clear();
  task.set_stage(WorkflowTaskState::STAGE_SCHEDULED);
  task.set_transient(true);
  task.set_scheduled_event_id(state.next_event_id());
  task.set_attempt(attempt);
  *task.mutable_scheduled_time() = time;
  *task.mutable_original_scheduled_time() = original;
  *task.mutable_task_queue() = state.started().task_queue();
}

Status apply_retried(ApplyStep& step, const internal::v1::WorkflowTaskRetried& fact) {
  if (!step.state.workflow_task().transient()) {
    return cannot_apply(step, "a workflow task is retried that never failed");
  }
  if (fact.has_failure()) *step.state.mutable_last_workflow_task_failure() = fact.failure();
  step.state.clear_close_attempted();
  schedule_transient(step.state, fact.attempt(), fact.scheduled_time());
  return {};
}

Status apply_speculative(ApplyStep& step, const internal::v1::WorkflowTaskScheduledSpeculative& fact) {
  WorkflowTaskState& task = *step.state.mutable_workflow_task();
  if (task.stage() != WorkflowTaskState::STAGE_NONE ||
      fact.scheduled_event_id() != step.state.next_event_id()) {
    return cannot_apply(step, "a speculative workflow task is scheduled out of its turn");
  }
  task.set_stage(WorkflowTaskState::STAGE_SCHEDULED);
  task.set_speculative(true);
  task.set_scheduled_event_id(fact.scheduled_event_id());
  task.set_attempt(1);
  *task.mutable_scheduled_time() = fact.scheduled_time();
  *task.mutable_original_scheduled_time() = fact.scheduled_time();
  *task.mutable_task_queue() = fact.task_queue();
  return {};
}

Status apply_heartbeat(ApplyStep& step, const internal::v1::WorkflowTaskHeartbeat& fact) {
  if (step.state.workflow_task().stage() == WorkflowTaskState::STAGE_NONE) {
    return cannot_apply(step, "a workflow task goes on that is not there");
  }
  *step.state.mutable_workflow_task()->mutable_original_scheduled_time() = fact.original_scheduled_time();
  return {};
}

Status apply_transient(ApplyStep& step, const internal::v1::WorkflowTaskScheduledTransient& fact) {
  if (step.state.workflow_task().stage() != WorkflowTaskState::STAGE_NONE ||
      fact.scheduled_event_id() != step.state.next_event_id()) {
    return cannot_apply(step, "a workflow task is scheduled out of its turn");
  }
  schedule_transient(step.state, fact.attempt(), fact.scheduled_time());
  return {};
}

}  // namespace

Status apply_workflow_task_event(ApplyStep& step, const HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_WORKFLOW_TASK_SCHEDULED: return apply_scheduled(step, event);
    case enums::EVENT_TYPE_WORKFLOW_TASK_STARTED: return apply_started(step, event);
    case enums::EVENT_TYPE_WORKFLOW_TASK_COMPLETED: return apply_completed(step, event);
    case enums::EVENT_TYPE_WORKFLOW_TASK_FAILED: return apply_failed(step, event);
    default: return apply_timed_out(step, event);
  }
}

Status apply_workflow_task_fact(ApplyStep& step, const Fact& fact) {
  switch (fact.fact_case()) {
    case Fact::kWorkflowTaskStarted: return apply_started_fact(step, fact.workflow_task_started());
    case Fact::kWorkflowTaskRetried: return apply_retried(step, fact.workflow_task_retried());
    case Fact::kWorkflowTaskScheduledTransient:
      return apply_transient(step, fact.workflow_task_scheduled_transient());
    case Fact::kWorkflowTaskReturned: return apply_returned(step, fact.workflow_task_returned());
    case Fact::kWorkflowTaskScheduledSpeculative:
      return apply_speculative(step, fact.workflow_task_scheduled_speculative());
    case Fact::kWorkflowTaskHeartbeat: return apply_heartbeat(step, fact.workflow_task_heartbeat());
    case Fact::kCloseAttempted: step.state.set_close_attempted(true); return {};
    default: break;
  }
  if (fact.sticky_changed().has_task_queue()) {
    *step.state.mutable_sticky() = fact.sticky_changed();
  } else {
    step.state.clear_sticky();
  }
  return {};
}

}  // namespace skald::core
