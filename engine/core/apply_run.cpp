#include "engine/api/time.h"
#include "engine/core/apply_step.h"

namespace skald::core {
namespace {

void start(RunState& state, const HistoryEvent& event) {
  const auto& started = event.workflow_execution_started_event_attributes();
  *state.mutable_started() = started;
  state.set_status(enums::WORKFLOW_EXECUTION_STATUS_RUNNING);
  *state.mutable_start_time() = event.event_time();
  const Duration backoff = api::to_duration(started.first_workflow_task_backoff());
  *state.mutable_execution_time() = api::to_timestamp(api::later(api::to_time(event.event_time()), backoff));
  if (started.has_memo()) *state.mutable_memo() = started.memo();
  if (event.has_user_metadata()) *state.mutable_user_metadata() = event.user_metadata();
  *state.mutable_auto_reset_points() = started.prev_auto_reset_points();
  if (started.has_search_attributes()) *state.mutable_search_attributes() = started.search_attributes();
  start_as_child(state);
}

Status close(ApplyStep& step, const HistoryEvent& event, enums::WorkflowExecutionStatus status,
             const std::string& next_run_id) {
  RunState& state = step.state;
  state.set_status(status);
  *state.mutable_close_time() = event.event_time();
  state.set_next_run_id(next_run_id);
  state.clear_workflow_task();
  close_relations(step, event);
  return {};
}

}  // namespace

Status apply_run_event(ApplyStep& step, const HistoryEvent& event) {
  RunState& state = step.state;
  if (event.event_type() == enums::EVENT_TYPE_WORKFLOW_EXECUTION_STARTED) {
    if (event.event_id() != 1) return cannot_apply(step, "it is started by an event that is not its first");
    start(state, event);
    return {};
  }
  if (is_closed(state)) return cannot_apply(step, "it is closed twice");
  switch (event.event_type()) {
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
      return close(step, event, enums::WORKFLOW_EXECUTION_STATUS_COMPLETED,
                   event.workflow_execution_completed_event_attributes().new_execution_run_id());
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
      return close(step, event, enums::WORKFLOW_EXECUTION_STATUS_FAILED,
                   event.workflow_execution_failed_event_attributes().new_execution_run_id());
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT:
      return close(step, event, enums::WORKFLOW_EXECUTION_STATUS_TIMED_OUT,
                   event.workflow_execution_timed_out_event_attributes().new_execution_run_id());
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
      return close(step, event, enums::WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW,
                   event.workflow_execution_continued_as_new_event_attributes().new_execution_run_id());
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
      return close(step, event, enums::WORKFLOW_EXECUTION_STATUS_CANCELED, {});
    default: return close(step, event, enums::WORKFLOW_EXECUTION_STATUS_TERMINATED, {});
  }
}

}  // namespace skald::core
