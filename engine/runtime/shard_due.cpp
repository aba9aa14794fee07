#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "engine/core/due.h"
#include "engine/runtime/shard.h"

/// What runs wait for: ready tasks go to matching, deadlines to the shard's heap. Both follow due() alone.
namespace skald::runtime {

void Shard::refresh(Run& run) {
  // A damaged run waits for nothing but its termination.
  core::DueSet next = run.quarantine ? core::DueSet() : core::due(run.state);
  const Time now = parts_.options.clock->now();
  offer_workflow_task(run, next);
  offer_activities(run, next, now);
  arm(run, next, now);
  run.due = std::move(next);
  send_messages(run);
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
  // Both lists are ordered by scheduled event id: a run may have thousands of activities.
  std::vector<OfferedTask> before = std::exchange(run.offered_activities, {});
  auto old = before.begin();
  const auto withdraw = [&](const OfferedTask& offered) {
    if (offered.id != 0) parts_.matching.withdraw(offered.queue, offered.id);
  };
  for (const core::ReadyActivity& ready : next.activities) {
    for (; old != before.end() && old->scheduled_event_id < ready.scheduled_event_id; ++old) withdraw(*old);
    if (old != before.end() && old->scheduled_event_id == ready.scheduled_event_id) {
      OfferedTask& offered = *old++;
      if (offered.attempt == ready.attempt) {
        run.offered_activities.push_back(std::move(offered));
        continue;
      }
      withdraw(offered);
    }
    if (ready.not_before <= now) run.offered_activities.push_back(offer_activity(run, ready));
  }
  for (; old != before.end(); ++old) withdraw(*old);
}

OfferedTask Shard::offer_activity(const Run& run, const core::ReadyActivity& ready) {
  QueueKey queue{run.key.workflow.namespace_name, ready.task_queue, TaskKind::kActivity};
  const Matching::TaskId id =
      parts_.matching.offer(queue, ReadyTask{.run = run.key,
                                             .shard = parts_.index,
                                             .scheduled_event_id = ready.scheduled_event_id,
                                             .attempt = ready.attempt,
                                             .is_sticky = false,
                                             .normal_queue = {}});
  return {std::move(queue), ready.scheduled_event_id, ready.attempt, id};
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
  forget_stale_wakes();
}

// Runs that have closed leave their deadlines in the heap, which may be years away.
void Shard::forget_stale_wakes() {
  if (wakes_.size() < 2 * armed_.size() + 1024) return;
  std::vector<Wake> valid;
  valid.reserve(armed_.size());
  for (const auto& [number, armed] : armed_) valid.push_back({armed.at, number});
  wakes_ = decltype(wakes_)({}, std::move(valid));
}

// The run could not be read. Nobody else would ever look at it again.
void Shard::arm_again(store::RunNumber number, const RunKey& key, const Error& error) {
  constexpr auto kPause = std::chrono::seconds(1);
  if (error.code == Code::kDataLoss) {
    spdlog::error("{}; run {} of workflow {} stands still", error.message, key.run_id,
                  key.workflow.workflow_id);
    return;
  }
  const Time at = parts_.options.clock->now() + kPause;
  if (armed_.try_emplace(number, Armed{at, key}).second) wakes_.push({at, number});
}

void Shard::fire(Time now) {
  // All of them first: what is armed anew waits for the next round, or a clock that was set back would keep
  // us here.
  std::vector<std::pair<store::RunNumber, RunKey>> due;
  while (!wakes_.empty() && wakes_.top().at <= now) {
    const Wake wake = wakes_.top();
    wakes_.pop();
    const auto armed = armed_.find(wake.run);
    if (armed == armed_.end() || armed->second.at != wake.at) continue;
    due.emplace_back(wake.run, std::move(armed->second.key));
    armed_.erase(armed);
  }
  for (auto& [number, key] : due) {
    with_run(key, [number = number, key = key](Shard& shard, Result<Run*> found) {
      if (!found.ok()) return shard.arm_again(number, key, found.error());
      if (*found == nullptr) return;
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
