#include <algorithm>
#include <utility>

#include "engine/core/snapshot.h"
#include "engine/runtime/shard.h"

/// Which runs are in a shard's memory: loading, dropping.
namespace skald::runtime {
namespace {

constexpr std::size_t kLooksPerRound = 1024;

}  // namespace

void Shard::with_run(const RunKey& key, RunUse use) {
  Entry& entry = entries_[key.workflow];
  Run* found = nullptr;
  if (key.run_id.empty()) {
    found = entry.current;
  } else {
    for (Run* run : entry.runs) {
      if (run->key.run_id == key.run_id) found = run;
    }
  }
  if (found == nullptr) return load(key, std::move(use));
  if (found->quarantine) return use(*this, *found->quarantine);
  touch(*found);
  use(*this, found);
}

// One load at a time for each workflow id: whoever comes meanwhile sees what the first one made of it.
void Shard::load(const RunKey& key, RunUse use) {
  Entry& entry = entries_[key.workflow];
  if (entry.loading) {
    entry.pending.push_back({key, std::move(use)});
    return;
  }
  entry.loading = true;
  parts_.metrics.loads.fetch_add(1, std::memory_order_relaxed);
  parts_.loader.post([this, key, use = std::move(use)](store::Reader& reader) mutable {
    const WorkflowKey& workflow = key.workflow;
    auto row = key.run_id.empty() ? reader.current_run(workflow.namespace_name, workflow.workflow_id)
                                  : reader.run(workflow.namespace_name, workflow.workflow_id, key.run_id);
    inbox_.put([key = std::move(key), use = std::move(use), row = std::move(row)](Shard& shard) mutable {
      shard.loaded(key, std::move(row), use);
    });
  });
}

void Shard::loaded(const RunKey& key, Result<std::optional<store::DerivedRow>> row, const RunUse& use) {
  Entry& entry = entries_[key.workflow];
  entry.loading = false;
  std::vector<Pending> pending = std::exchange(entry.pending, {});
  if (!row.ok()) {
    use(*this, row.error());
  } else if (!row->has_value()) {
    use(*this, nullptr);
  } else if (const auto resident = runs_.find((*row)->run); resident != runs_.end()) {
    // Loaded by its run id, and now asked for as the newest.
    if (key.run_id.empty()) entry.current = resident->second.get();
    with_run(resident->second->key, use);
  } else {
    Result<core::RunState> state = core::from_snapshot((*row)->snapshot);
    if (!state.ok()) {
      use(*this, std::move(state).error());
    } else if (!state->damage().empty()) {
      use(*this, Error{Code::kDataLoss, state->damage(), {}});
    } else {
      auto run = std::make_unique<Run>();
      run->state = std::move(*state);
      run->number = (*row)->run;
      run->last = (*row)->last;
      run->covered = (*row)->last;
      expect_fold(*run);
      run->counted_bytes = run->estimate_bytes((*row)->snapshot.size());
      Run& inserted = insert(std::move(run), key.run_id.empty());
      refresh(inserted);
      use(*this, &inserted);
    }
  }
  for (Pending& next : pending) with_run(next.key, std::move(next.use));
  const auto left = entries_.find(key.workflow);
  if (left != entries_.end() && left->second.runs.empty() && !left->second.loading) entries_.erase(left);
}

// How many rows of a run that comes from the file stand in the log is not known. If they may be many, its
// next row makes a fold: otherwise a run that is loaded often would never be folded.
void Shard::expect_fold(Run& run) const {
  const std::uint32_t full = parts_.options.fold_rows - 1;
  if (run.state.state_transition_count() > full) run.rows_in_log = std::max(run.rows_in_log, full);
}

Run& Shard::insert(std::unique_ptr<Run> run, bool is_current) {
  Run& inserted = *run;
  const internal::v1::RunIdentity& identity = inserted.state.identity();
  inserted.key = {{identity.namespace_name(), identity.workflow_id()}, identity.run_id()};
  Entry& entry = entries_[inserted.key.workflow];
  entry.runs.push_back(&inserted);
  const bool is_newest = entry.current == nullptr || entry.current->number < inserted.number;
  if (is_current || (inserted.is_open() && is_newest)) entry.current = &inserted;
  inserted.used = used_.insert(used_.end(), &inserted);
  counted_bytes_ += inserted.counted_bytes;
  parts_.metrics.resident_runs.fetch_add(1, std::memory_order_relaxed);
  maybe_droppable_.push_back(inserted.number);
  runs_.emplace(inserted.number, std::move(run));
  return inserted;
}

void Shard::touch(Run& run) {
  used_.splice(used_.end(), used_, run.used);
  if (!run.is_open()) maybe_droppable_.push_back(run.number);
}

bool Shard::is_droppable(const Run& run) const {
  const bool is_covered = run.covered == run.last && run.first_uncovered == 0;
  const bool in_process_task =
      run.state.workflow_task().stage() == internal::v1::WorkflowTaskState::STAGE_STARTED &&
      run.state.workflow_task().incarnation() != 0;
  return is_covered && run.waiters.empty() && !run.offered_workflow_task && run.offered_activities.empty() &&
         !in_process_task && !run.quarantine;
}

void Shard::drop(Run& run) {
  const auto found = entries_.find(run.key.workflow);
  Entry& entry = found->second;
  std::erase(entry.runs, &run);
  if (entry.current == &run) entry.current = nullptr;
  if (entry.runs.empty() && !entry.loading) entries_.erase(found);
  used_.erase(run.used);
  counted_bytes_ -= run.counted_bytes;
  parts_.metrics.resident_runs.fetch_sub(1, std::memory_order_relaxed);
  runs_.erase(run.number);
}

// Closed runs leave as soon as derived rows hold them, open ones when memory is short.
void Shard::drop_idle_runs() {
  std::vector<store::RunNumber> candidates = std::exchange(maybe_droppable_, {});
  for (const store::RunNumber number : candidates) {
    const auto found = runs_.find(number);
    if (found == runs_.end() || found->second->is_open() || !is_droppable(*found->second)) continue;
    drop(*found->second);
  }
  const std::size_t limit = parts_.options.resident_bytes / parts_.options.shards;
  // Runs that must stay go to the other end of the list: they are not looked at again and again.
  for (std::size_t looks = 0; counted_bytes_ > limit && looks < kLooksPerRound && !used_.empty(); ++looks) {
    Run& run = *used_.front();
    if (is_droppable(run)) {
      drop(run);
    } else {
      used_.splice(used_.end(), used_, used_.begin());
    }
  }
}

}  // namespace skald::runtime
