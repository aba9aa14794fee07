#include <spdlog/spdlog.h>

#include <utility>

#include "engine/core/apply.h"
#include "engine/core/snapshot.h"
#include "engine/runtime/log_codec.h"
#include "engine/runtime/shard.h"

#ifdef SKALD_CHECKED
#include "engine/core/invariants.h"
#endif

/// Transitions: applied in memory, appended to the log, covered by derived rows later.
namespace skald::runtime {
namespace {

constexpr std::size_t kTailBytes = 64 * 1024;

// A worker in the process holds the run's workflow task.
bool is_task_out(const core::RunState& state, std::uint64_t incarnation) {
  const internal::v1::WorkflowTaskState& task = state.workflow_task();
  return task.stage() == internal::v1::WorkflowTaskState::STAGE_STARTED && task.incarnation() == incarnation;
}

// The rows of a closed run stay in the log until it has told everybody of its end.
bool may_fold(const Run& run, const Options& options) {
  return run.is_open() ? run.rows_in_log >= options.fold_rows : run.due.messages.empty();
}

CommitPipeline::Before coverage_of(const Run& run) {
  return run.first_uncovered == 0 ? CommitPipeline::Before::kCovered : CommitPipeline::Before::kUncovered;
}

std::shared_ptr<core::Transition> shared(core::Transition&& transition) {
  return std::make_shared<core::Transition>(std::move(transition));
}

}  // namespace

Seq Shard::commit(Run& run, core::Decision decision) {
  if (core::is_empty(decision.transition)) return run.last;
  auto transition = shared(std::move(decision.transition));
  const bool has_unlogged = !core::is_empty(decision.unlogged);
  if (core::is_volatile(*transition)) {
    apply(run, std::move(transition), nullptr);
    if (has_unlogged) apply(run, shared(std::move(decision.unlogged)), nullptr);
    refresh(run);
    settle_calls(run);
    tell_update_ends(run);
    return run.last;
  }
  std::vector<store::LogRow> rows;
  rows.push_back(encode(*transition, run.number, run.last));
  std::shared_ptr<core::Transition> next;
  if (decision.next) {
    next = shared(std::move(decision.next->transition));
    rows.push_back(encode(*next, 0, 0));
  }
  parts_.pipeline.append(rows, coverage_of(run));
  apply(run, std::move(transition), rows.data());
  if (has_unlogged) apply(run, shared(std::move(decision.unlogged)), nullptr);
  if (next) {
    auto started = std::make_unique<Run>();
    started->number = rows[1].run;
    apply(*started, std::move(next), &rows[1]);
    after_group(insert(std::move(started), true));
  }
  after_group(run);
  return run.last;
}

Run& Shard::start_run(core::Transition first, Run* before, core::Decision decision_before) {
  std::vector<store::LogRow> rows;
  std::shared_ptr<core::Transition> ending;
  if (before != nullptr) {
    ending = shared(std::move(decision_before.transition));
    rows.push_back(encode(*ending, before->number, before->last));
  }
  auto transition = shared(std::move(first));
  rows.push_back(encode(*transition, 0, 0));
  parts_.pipeline.append(rows, before == nullptr ? CommitPipeline::Before::kCovered : coverage_of(*before));
  if (before != nullptr) {
    apply(*before, std::move(ending), rows.data());
    after_group(*before);
  }
  auto run = std::make_unique<Run>();
  run->number = rows.back().run;
  apply(*run, std::move(transition), &rows.back());
  Run& inserted = insert(std::move(run), true);
  after_group(inserted);
  return inserted;
}

// `row`: what was appended for it; null for a volatile transition, which no row holds.
void Shard::apply(Run& run, std::shared_ptr<core::Transition> transition, const store::LogRow* row) {
  const bool was_out = is_task_out(run.state, parts_.incarnation);
  const Status applied = core::apply(*transition, run.state);
  if (!applied.ok())
    spdlog::critical("what was decided for {} cannot be applied: {}", run.key.run_id,
                     applied.error().message);
  SKALD_ASSERT(applied.ok());
  if (const bool is_out = is_task_out(run.state, parts_.incarnation); is_out != was_out) {
    is_out ? parts_.pipeline.task_out() : parts_.pipeline.task_back();
  }
  if (row == nullptr) return;
  const Seq prev = std::exchange(run.last, row->seq);
  ++run.rows_in_log;
  if (run.first_uncovered == 0) {
    run.first_uncovered = row->seq;
    dirty_.push_back({run.number, row->seq, std::chrono::steady_clock::now()});
  }
  run.add_to_tail(row->seq, prev, std::move(transition), row->events.size());
  if (run.tail_bytes > kTailBytes) run.trim_tail(parts_.pipeline.durable());
}

void Shard::after_group(Run& run) {
#ifdef SKALD_CHECKED
  core::check_invariants(run.state);
#endif
  if (!run.is_open()) run.quarantine.reset();
  refresh(run);
  settle_calls(run);
  wake_waiters(run);
  run.calls.update_ends.clear();
  keep_rows(run);
  if (may_fold(run, parts_.options)) derive(run);
}

void Shard::tell_update_ends(Run& run) {
  if (run.calls.update_ends.empty()) return;
  wake_waiters(run);
  run.calls.update_ends.clear();
}

void Shard::wake_waiters(Run& run) {
  if (run.waiters.empty()) return;
  std::vector<EventWaiter> waiters = std::exchange(run.waiters, {});
  for (EventWaiter& waiter : waiters) {
    if (waiter.wake(run, false)) {
      waiter_deadlines_.erase({waiter.deadline, waiter.id});
    } else {
      run.waiters.push_back(std::move(waiter));
    }
  }
}

void Shard::derive(Run& run) {
  if (run.first_uncovered == 0) return;
  DerivedWork work = derived_work(run);
  work.fold = may_fold(run, parts_.options);
  if (work.fold) run.rows_in_log = 0;
  parts_.pipeline.derive(std::move(work));
}

DerivedWork Shard::derived_work(Run& run) {
  DerivedWork work;
  work.row = {.run = run.number,
              .covered = run.last,
              .last = run.last,
              .snapshot = core::to_snapshot(run.state),
              .visibility = visibility_of(run.state),
              .is_closed = !run.is_open()};
  work.uncovered_from = std::exchange(run.first_uncovered, 0);
  work.shard = parts_.index;
  counted_bytes_ -= run.counted_bytes;
  run.counted_bytes = run.estimate_bytes(work.row.snapshot.size());
  counted_bytes_ += run.counted_bytes;
  return work;
}

void Shard::take_task_back(Run& run, const core::Poller& worker) {
  if (worker.incarnation == 0) {
    Result<core::Decision> decision = core::decide_return_workflow_task(run.state, worker, context());
    if (decision.ok()) commit(run, std::move(*decision));
    return;
  }
  const bool is_held = is_task_out(run.state, parts_.incarnation) &&
                       run.state.workflow_task().request_id() == worker.request_id;
  if (!is_held) return;
  // No row tells of its start, so none has to tell of this: the run stands as a crash would leave it.
  parts_.pipeline.task_back();
  run.state = core::durable_part(run.state);
  for (const core::AdmittedUpdate& update : run.calls.updates)
    run.calls.update_ends.emplace(update.id(), core::update_lost());
  run.calls.updates.clear();
  core::Decision lost = core::decide_worker_lost(run.state, context());
  if (!core::is_empty(lost.transition)) {
    commit(run, std::move(lost));
    return;
  }
  refresh(run);
  settle_calls(run);
  tell_update_ends(run);
}

void Shard::set_aside(Run& run, const Error& damage) {
  if (run.quarantine || !run.is_open()) return;
  spdlog::error("{}", damage.message);
  if (is_task_out(run.state, parts_.incarnation)) parts_.pipeline.task_back();
  run.state = core::durable_part(run.state);
  run.quarantine = set_aside_error(run, damage);
  parts_.metrics.quarantined_runs.fetch_add(1, std::memory_order_relaxed);
  write_damage(run);
}

// Writes down that the run is damaged. Otherwise recovery would start behind the damaged row one day, and
// take the run for whole.
void Shard::write_damage(Run& run) {
  if (!run.state.damage().empty() || !run.state.has_started()) return;
  if (run.first_uncovered == 0) {
    run.first_uncovered = run.last + 1;
    parts_.pipeline.mark_uncovered(run.first_uncovered);
  }
  run.state.set_damage(run.quarantine->message);
  refresh(run);
  parts_.pipeline.derive(derived_work(run));
}

void Shard::derive_old() {
  const auto now = std::chrono::steady_clock::now();
  const Seq newest = parts_.pipeline.last_appended();
  while (!dirty_.empty()) {
    const Dirty& oldest = dirty_.front();
    const bool is_old = now - oldest.since >= parts_.options.derived_age ||
                        newest - oldest.first_uncovered > parts_.options.recovery_tail_rows / 2;
    const auto found = runs_.find(oldest.run);
    const bool is_stale = found == runs_.end() || found->second->first_uncovered != oldest.first_uncovered;
    if (!is_stale && !is_old) return;
    if (!is_stale) derive(*found->second);
    dirty_.pop_front();
  }
}

void Shard::derive_all() {
  for (const Dirty& entry : std::exchange(dirty_, {})) {
    const auto found = runs_.find(entry.run);
    if (found != runs_.end()) derive(*found->second);
  }
}

}  // namespace skald::runtime
