#include <algorithm>
#include <utility>

#include "engine/core/snapshot.h"
#include "engine/runtime/shard.h"

/// Which runs are in a shard's memory: loading, dropping.
namespace skald::runtime {
namespace {

// Runs that are packed in one round, and looks at runs that must stay.
constexpr std::size_t kPackedPerRound = 128;
constexpr std::size_t kVainLooksPerRound = 64;
// The part of the memory for runs that is for runs as messages; the rest is for packed ones.
constexpr std::size_t kPartAsMessages = 8;

}  // namespace

void Shard::with_run(const RunKey& key, RunUse use, Damaged damaged) {
  Entry& entry = entries_[key.workflow];
  Run* found = nullptr;
  if (key.run_id.empty()) {
    found = entry.current;
  } else {
    for (Run* run : entry.runs) {
      if (run->key.run_id == key.run_id) found = run;
    }
  }
  if (found == nullptr) return load({key, std::move(use), damaged});
  const bool is_refused = damaged == Damaged::kRefused || !found->state.has_started();
  if (found->quarantine && is_refused) return use(*this, *found->quarantine);
  touch(*found);
  use(*this, found);
}

// One load at a time for each workflow id: whoever comes meanwhile sees what the first one made of it.
void Shard::load(Pending asked) {
  if (std::optional<PackedRun> packed = packed_.take(asked.key)) {
    count_packed(-1);
    return asked.use(*this, &take_in(unpack(*packed), true));
  }
  Entry& entry = entries_[asked.key.workflow];
  if (entry.loading) {
    entry.pending.push_back(std::move(asked));
    return;
  }
  if (entry.runs.empty() && is_unused(asked.key.workflow)) {
    entries_.erase(asked.key.workflow);
    return asked.use(*this, nullptr);
  }
  entry.loading = true;
  parts_.metrics.loads.fetch_add(1, std::memory_order_relaxed);
  parts_.loader.post([this, asked = std::move(asked)](store::Reader& reader) mutable {
    const WorkflowKey& workflow = asked.key.workflow;
    auto row = asked.key.run_id.empty()
                   ? reader.current_run(workflow.namespace_name, workflow.workflow_id)
                   : reader.run(workflow.namespace_name, workflow.workflow_id, asked.key.run_id);
    inbox_.put([asked = std::move(asked), row = std::move(row)](Shard& shard) mutable {
      shard.loaded(asked, std::move(row));
    });
  });
}

void Shard::loaded(const Pending& asked, Result<std::optional<store::DerivedRow>> row) {
  const RunKey& key = asked.key;
  Entry& entry = entries_[key.workflow];
  entry.loading = false;
  std::vector<Pending> pending = std::exchange(entry.pending, {});
  if (!row.ok()) {
    asked.use(*this, row.error());
  } else if (Run* resident = find_resident(asked.key, *row)) {
    if (key.run_id.empty()) entry.current = resident;
    with_run(resident->key, asked.use, asked.damaged);
  } else if (!row->has_value() || erased_.count((*row)->run) != 0) {
    asked.use(*this, nullptr);
  } else {
    Result<core::RunState> state = core::from_snapshot((*row)->snapshot);
    if (!state.ok()) {
      asked.use(*this, std::move(state).error());
    } else {
      auto run = std::make_unique<Run>();
      run->state = std::move(*state);
      run->number = (*row)->run;
      run->last = (*row)->last;
      run->covered = (*row)->last;
      if (run->is_open() && !run->state.damage().empty())
        run->quarantine = Error{Code::kDataLoss, run->state.damage(), {}};
      expect_fold(*run);
      run->counted_bytes = run->estimate_bytes((*row)->snapshot.size());
      with_run(take_in(std::move(run), key.run_id.empty()).key, asked.use, asked.damaged);
    }
  }
  for (Pending& next : pending) with_run(next.key, std::move(next.use), next.damaged);
  const auto left = entries_.find(key.workflow);
  if (left != entries_.end() && left->second.runs.empty() && !left->second.loading) entries_.erase(left);
}

// The run that was asked for, if it is here: loaded by its run id before, or newer than what the file knows.
Run* Shard::find_resident(const RunKey& key, const std::optional<store::DerivedRow>& row) {
  const store::RunNumber number = row && erased_.count(row->run) == 0 ? row->run : 0;
  const auto found = runs_.find(number);
  Run* resident = found == runs_.end() ? nullptr : found->second.get();
  if (!key.run_id.empty()) return resident;
  store::RunNumber newest = number;
  for (Run* run : entries_.at(key.workflow).runs) {
    if (run->number <= newest) continue;
    newest = run->number;
    resident = run;
  }
  return resident;
}

// A run that was not in memory: what it had offered is offered still.
Run& Shard::take_in(std::unique_ptr<Run> run, bool is_current) {
  if (const auto aside = offers_aside_.find(run->number); aside != offers_aside_.end()) {
    run->offered_workflow_task = std::move(aside->second.workflow_task);
    run->offered_activities = std::move(aside->second.activities);
    offers_aside_.erase(aside);
  }
  Run& taken = insert(std::move(run), is_current);
  refresh(taken);
  return taken;
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
  known_ids_.add(WorkflowKeyHash{}(inserted.key.workflow));
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
  const bool is_awaited = !run.waiters.empty() || !run.calls.empty();
  return is_covered && run.due.messages.empty() && !is_awaited && !in_process_task && !run.quarantine;
}

void Shard::drop(Run& run) {
  const auto found = entries_.find(run.key.workflow);
  Entry& entry = found->second;
  std::erase(entry.runs, &run);
  if (entry.current == &run) entry.current = nullptr;
  if (entry.runs.empty() && !entry.loading) entries_.erase(found);
  if (run.offered_workflow_task || !run.offered_activities.empty()) {
    offers_aside_.emplace(run.number,
                          Offers{std::move(run.offered_workflow_task), std::move(run.offered_activities)});
  }
  used_.erase(run.used);
  counted_bytes_ -= run.counted_bytes;
  parts_.metrics.resident_runs.fetch_sub(1, std::memory_order_relaxed);
  runs_.erase(run.number);
}

// Closed runs leave as soon as derived rows hold them. Of the open ones those that were not used for longest
// are packed, and forgotten, when memory is short.
void Shard::drop_idle_runs() {
  for (const store::RunNumber number : std::exchange(maybe_droppable_, {})) {
    const auto found = runs_.find(number);
    if (found == runs_.end() || found->second->is_open() || !is_droppable(*found->second)) continue;
    drop(*found->second);
  }
  const std::size_t limit = parts_.options.resident_bytes / parts_.options.shards;
  pack_idle_runs(limit / kPartAsMessages);
  count_packed(-static_cast<std::int64_t>(packed_.shrink(limit - std::min(limit, counted_bytes_))));
  tell_memory();
}

void Shard::tell_memory() {
  const std::size_t bytes = counted_bytes_ + packed_.bytes();
  if (bytes == told_bytes_) return;
  // Less is more around the end of the numbers.
  parts_.metrics.resident_bytes.fetch_add(bytes - told_bytes_, std::memory_order_relaxed);
  told_bytes_ = bytes;
}

void Shard::count_packed(std::int64_t more) {
  parts_.metrics.packed_runs.fetch_add(static_cast<std::uint64_t>(more), std::memory_order_relaxed);
  parts_.metrics.resident_runs.fetch_add(static_cast<std::uint64_t>(more), std::memory_order_relaxed);
}

void Shard::pack_idle_runs(std::size_t limit) {
  std::size_t packed = 0;
  std::size_t vain = 0;
  const auto may_go_on = [&] { return packed < kPackedPerRound && vain < kVainLooksPerRound; };
  while (counted_bytes_ > limit && !used_.empty() && may_go_on()) {
    Run& run = *used_.front();
    if (!is_droppable(run)) {
      // Runs that must stay go to the other end of the list: they are not looked at again and again.
      used_.splice(used_.end(), used_, used_.begin());
      ++vain;
      continue;
    }
    // Only the newest of a workflow id is asked for without its run id.
    if (run.is_open() && entries_.at(run.key.workflow).current == &run) {
      packed_.put(pack(run));
      count_packed(1);
      ++packed;
    }
    drop(run);
  }
  packs_on_ = packed == kPackedPerRound;
}

}  // namespace skald::runtime
