#include "engine/core/workflow_task_token.h"

#include "engine/api/time.h"
#include "engine/core/refusal.h"

namespace skald::core {

Status check_workflow_task_token(const RunState& state, const TaskToken& token) {
  const WorkflowTaskState& task = state.workflow_task();
  const bool is_same =
      !is_closed(state) && is_started(task) && token.scheduled_event_id() == task.scheduled_event_id() &&
      token.started_event_id() == task.started_event_id() && token.attempt() == task.attempt();
  if (!is_same) return workflow_task_not_found();
  // The same ids come back after a crash of the engine: the time tells the tasks apart.
  if (token.has_started_time() && api::to_time(token.started_time()) != api::to_time(task.started_time())) {
    return workflow_task_not_found();
  }
  return {};
}

}  // namespace skald::core
