#include <algorithm>
#include <utility>

#include "engine/core/due.h"
#include "engine/runtime/shard.h"

/// What runs wait for: ready tasks go to matching, deadlines to the shard's heap. Both follow due() alone.
namespace skald::runtime {

void Shard::refresh(Run& run) {
  core::DueSet next = core::due(run.state);
  const Time now = parts_.options.clock->now();
  offer_workflow_task(run, next);
  offer_activities(run, next, now);
  arm(run, next, now);
  run.due = std::move(next);
}

void Shard::offer_workflow_task(Run& run, const core::DueSet& next) {
  auto& offered = run.offered_workflow_task;
  if (offered) {
    const bool same = next.workflow_task &&
                      next.workflow_task->scheduled_event_id == offered->scheduled_event_id &&
                      next.workflow_task->attempt == offered->attempt;
    if (same) return;
    if (offered->id != 0) parts_.matching.withdraw(offered->queue, offered->id);
    offered.reset();
  }
  if (!next.workflow_task) return;
  const core::ReadyWorkflowTask& task = *next.workflow_task;
  const std::string& normal_queue = run.state.started().task_queue().name();
  QueueKey queue{run.key.workflow.namespace_name, task.task_queue, TaskKind::kWorkflow};
  const bool is_sticky = task.is_sticky && parts_.matching.is_polled(queue);
  if (!is_sticky) queue.name = normal_queue;
  ReadyTask ready{.run = run.key,
                  .shard = parts_.index,
                  .scheduled_event_id = task.scheduled_event_id,
                  .attempt = task.attempt,
                  .is_sticky = is_sticky,
                  .normal_queue = normal_queue};
  offered = OfferedTask{queue, task.scheduled_event_id, task.attempt, 0};
  offered->id = parts_.matching.offer(queue, std::move(ready));
}

void Shard::offer_activities(Run& run, const core::DueSet& next, Time now) {
  if (next.activities.empty() && run.offered_activities.empty()) return;
  const auto is_due = [&](const OfferedTask& offered) {
    return std::any_of(next.activities.begin(), next.activities.end(), [&](const core::ReadyActivity& ready) {
      return ready.scheduled_event_id == offered.scheduled_event_id && ready.attempt == offered.attempt;
    });
  };
  std::erase_if(run.offered_activities, [&](const OfferedTask& offered) {
    if (is_due(offered)) return false;
    if (offered.id != 0) parts_.matching.withdraw(offered.queue, offered.id);
    return true;
  });
  for (const core::ReadyActivity& ready : next.activities) {
    const bool is_offered = std::any_of(
        run.offered_activities.begin(), run.offered_activities.end(),
        [&](const OfferedTask& offered) { return offered.scheduled_event_id == ready.scheduled_event_id; });
    if (is_offered || ready.not_before > now) continue;
    const QueueKey queue{run.key.workflow.namespace_name, ready.task_queue, TaskKind::kActivity};
    run.offered_activities.push_back({queue, ready.scheduled_event_id, ready.attempt, 0});
    const Matching::TaskId id =
        parts_.matching.offer(queue, ReadyTask{.run = run.key,
                                               .shard = parts_.index,
                                               .scheduled_event_id = ready.scheduled_event_id,
                                               .attempt = ready.attempt,
                                               .is_sticky = false,
                                               .normal_queue = {}});
    run.offered_activities.back().id = id;
  }
}

void Shard::arm(Run& run, const core::DueSet& next, Time now) {
  std::optional<Time> at = next.deadline;
  for (const core::ReadyActivity& ready : next.activities) {
    if (ready.not_before > now && (!at || ready.not_before < *at)) at = ready.not_before;
  }
  if (!at) {
    armed_.erase(run.number);
    return;
  }
  // An entry that stands earlier in the heap serves as well: when it comes up, it arms anew.
  const auto [entry, is_new] = armed_.try_emplace(run.number, Armed{*at, run.key});
  if (!is_new && entry->second.at <= *at) return;
  entry->second.at = *at;
  wakes_.push({*at, run.number});
}

void Shard::fire(Time now) {
  while (!wakes_.empty() && wakes_.top().at <= now) {
    const Wake wake = wakes_.top();
    wakes_.pop();
    const auto armed = armed_.find(wake.run);
    if (armed == armed_.end() || armed->second.at != wake.at) continue;
    const RunKey key = std::move(armed->second.key);
    armed_.erase(armed);
    with_run(key, [](Shard& shard, Result<Run*> found) {
      if (!found.ok() || *found == nullptr) return;
      Run& run = **found;
      core::Decision decision = core::decide_deadlines(run.state, shard.context());
      if (core::is_empty(decision.transition)) {
        shard.refresh(run);
      } else {
        shard.commit(run, std::move(decision));
      }
    });
  }
}

}  // namespace skald::runtime
