#include "engine/core/invariants.h"

#include <algorithm>

#include "engine/api/time.h"
#include "engine/core/due.h"
#include "engine/core/names.h"

namespace skald::core {
namespace {

void check_deadline(const DueSet& due, Time at_the_latest) {
  SKALD_ASSERT(due.deadline.has_value());
  SKALD_ASSERT(*due.deadline <= at_the_latest);
}

void check_workflow_task(const RunState& state, const DueSet& due) {
  const WorkflowTaskState& task = state.workflow_task();
  SKALD_ASSERT(due.workflow_task.has_value() == is_ready(task));
  if (task.stage() == WorkflowTaskState::STAGE_NONE) return;
  SKALD_ASSERT(task.attempt() >= 1);
  SKALD_ASSERT((task.transient() || task.speculative()) ==
               (task.scheduled_event_id() >= state.next_event_id()));
  SKALD_ASSERT(!task.task_queue().name().empty());
  if (is_scheduled(task)) {
    SKALD_ASSERT(due.workflow_task->scheduled_event_id == task.scheduled_event_id());
    SKALD_ASSERT(task.started_event_id() == 0);
    return;
  }
  SKALD_ASSERT(task.started_event_id() > task.scheduled_event_id());
  SKALD_ASSERT(task.has_started_time());
  if (task.incarnation() == 0) SKALD_ASSERT(due.deadline.has_value());
}

void check_activity(const RunState& state, const DueSet& due, std::int64_t id,
                    const ActivityState& activity) {
  SKALD_ASSERT(activity.scheduled_event_id() == id);
  SKALD_ASSERT(id < state.next_event_id());
  SKALD_ASSERT(activity.attempt() >= 1);
  const bool is_ready =
      std::any_of(due.activities.begin(), due.activities.end(), [&](const ReadyActivity& ready) {
        return ready.scheduled_event_id == id && ready.attempt == activity.attempt();
      });
  SKALD_ASSERT(is_ready != activity.has_started_time());
  if (!activity.has_started_time()) return;
  SKALD_ASSERT(api::is_set(activity.scheduled().start_to_close_timeout()));
  check_deadline(due, api::later(api::to_time(activity.started_time()),
                                 api::to_duration(activity.scheduled().start_to_close_timeout())));
}

void check_buffered(const RunState& state) {
  for (const HistoryEvent& event : state.buffered_events()) SKALD_ASSERT(event.event_id() == 0);
}

}  // namespace

void check_invariants(const RunState& state) {
  SKALD_ASSERT(!state.identity().run_id().empty());
  SKALD_ASSERT(state.next_event_id() > 1);
  SKALD_ASSERT(state.state_transition_count() > 0);
  SKALD_ASSERT(state.previous_started_event_id() < state.next_event_id());
  const DueSet due = core::due(state);
  if (is_closed(state)) {
    DueSet silent = due;
    silent.messages.clear();
    SKALD_ASSERT(silent == DueSet{});
    SKALD_ASSERT(state.workflow_task().stage() == WorkflowTaskState::STAGE_NONE);
    return;
  }
  check_workflow_task(state, due);
  check_buffered(state);
  for (const auto& [id, activity] : state.activities()) check_activity(state, due, id, activity);
  for (const auto& [id, timer] : state.timers()) {
    SKALD_ASSERT(timer.timer_id() == id);
    SKALD_ASSERT(timer.started_event_id() < state.next_event_id());
    check_deadline(due, api::to_time(timer.fire_time()));
  }
  if (is_in_backoff(state)) check_deadline(due, api::to_time(state.execution_time()));
}

}  // namespace skald::core
