#include "engine/core/due.h"

#include <algorithm>

#include "engine/api/time.h"
#include "engine/core/activity.h"
#include "engine/core/messages.h"
#include "engine/core/run_deadline.h"
#include "engine/core/workflow_task.h"

namespace skald::core {
namespace {

void add(std::optional<Time>& earliest, const std::optional<Time>& time) {
  if (time && (!earliest || *time < *earliest)) earliest = time;
}

std::optional<ReadyWorkflowTask> ready_workflow_task(const RunState& state) {
  const WorkflowTaskState& task = state.workflow_task();
  if (!is_ready(task)) return {};
  const bool is_sticky = task.task_queue().kind() == enums::TASK_QUEUE_KIND_STICKY;
  return ReadyWorkflowTask{task.task_queue().name(), is_sticky, task.scheduled_event_id(), task.attempt()};
}

void add_activities(const RunState& state, DueSet& due) {
  for (const auto& [id, activity] : state.activities()) {
    if (const auto next = next_deadline(activity)) add(due.deadline, next->time);
    if (activity.has_started_time()) continue;
    due.activities.push_back({activity.scheduled().task_queue().name(), id, activity.attempt(),
                              api::to_time(activity.attempt_time())});
  }
  std::sort(due.activities.begin(), due.activities.end(),
            [](const ReadyActivity& left, const ReadyActivity& right) {
              return left.scheduled_event_id < right.scheduled_event_id;
            });
}

}  // namespace

DueSet due(const RunState& state) {
  DueSet due;
  due.messages = undelivered_messages(state);
  if (is_closed(state)) return due;
  due.workflow_task = ready_workflow_task(state);
  add_activities(state, due);
  for (const auto& [id, timer] : state.timers()) add(due.deadline, api::to_time(timer.fire_time()));
  add(due.deadline, workflow_task_deadline(state));
  add(due.deadline, backoff_end(state));
  if (const auto end = run_deadline(state)) add(due.deadline, end->time);
  return due;
}

}  // namespace skald::core
