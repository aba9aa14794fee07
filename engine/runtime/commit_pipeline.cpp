#include "engine/runtime/commit_pipeline.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "engine/base/kill_points.h"

namespace skald::runtime {
namespace {

using Steady = std::chrono::steady_clock;

std::size_t size_of(const store::LogRow& row) { return row.events.size() + row.facts.size() + 64; }

}  // namespace

CommitPipeline::CommitPipeline(store::Writer& writer, const store::Meta& meta, const Options& options,
                               Metrics& metrics, OnCovered on_covered)
    : writer_(writer),
      options_(options),
      metrics_(metrics),
      on_covered_(std::move(on_covered)),
      next_seq_(meta.next_seq),
      durable_(meta.next_seq - 1) {}

CommitPipeline::~CommitPipeline() { stop(); }

void CommitPipeline::start() {
  thread_ = std::thread([this] { loop(); });
}

void CommitPipeline::begin_stop() {
  {
    std::lock_guard lock(mutex_);
    stop_begins_ = true;
  }
  has_space_.notify_all();
}

void CommitPipeline::stop() {
  if (!thread_.joinable()) return;  // never started
  begin_stop();
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_one();
  thread_.join();
}

Seq CommitPipeline::append(std::vector<store::LogRow>& rows, Before before) {
  std::unique_lock lock(mutex_);
  if (undurable_bytes_ > options_.undurable_bytes) {
    idle_ = false;
    work_.notify_one();
    has_space_.wait(lock, [&] { return undurable_bytes_ <= options_.undurable_bytes || stop_begins_; });
  }
  for (store::LogRow& row : rows) {
    row.seq = next_seq_++;
    // Here and not a moment later: the commit thread might write down in between that recovery can start
    // behind this row.
    if (row.run == 0 || before == Before::kCovered) uncovered_.insert(row.seq);
    if (row.run == 0) row.run = row.seq;
    open_.bytes += size_of(row);
    undurable_bytes_ += size_of(row);
    open_.last = row.seq;
    open_.rows.push_back(std::move(row));
  }
  return open_.last;
}

void CommitPipeline::when_durable(Seq seq, Release release) {
  {
    std::lock_guard lock(mutex_);
    if (seq > durable_) {
      (seq <= in_flight_last_ ? in_flight_releases_ : open_.releases).push_back(std::move(release));
      return;
    }
  }
  release();
}

void CommitPipeline::derive(DerivedWork work) {
  std::lock_guard lock(mutex_);
  if (derived_.empty()) derived_since_ = Steady::now();
  derived_.push_back(std::move(work));
  ++derived_added_;
}

void CommitPipeline::mark_uncovered(Seq seq) {
  std::lock_guard lock(mutex_);
  uncovered_.insert(seq);
}

void CommitPipeline::unmark_uncovered(Seq seq) {
  std::lock_guard lock(mutex_);
  const auto found = uncovered_.find(seq);
  if (found != uncovered_.end()) uncovered_.erase(found);
}

void CommitPipeline::when_derived(Release release) {
  {
    std::lock_guard lock(mutex_);
    if (derived_done_ < derived_added_ && !metrics_.disk_full) {
      derived_waiters_.emplace_back(derived_added_, std::move(release));
      flush_derived_ = true;
      work_.notify_one();
      return;
    }
  }
  release();
}

void CommitPipeline::chore(Chore chore) {
  {
    std::lock_guard lock(mutex_);
    chores_.push_back(std::move(chore));
  }
  work_.notify_one();
}

void CommitPipeline::kick() {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    wake = idle_ && !open_.rows.empty();
    if (wake) idle_ = false;
  }
  if (wake) work_.notify_one();
}

Seq CommitPipeline::durable() const {
  std::lock_guard lock(mutex_);
  return durable_;
}

Seq CommitPipeline::last_appended() const {
  std::lock_guard lock(mutex_);
  return next_seq_ - 1;
}

bool CommitPipeline::overloaded() const {
  return metrics_.recovery_tail_rows.load(std::memory_order_relaxed) > 2 * options_.recovery_tail_rows;
}

void CommitPipeline::loop() {
  Batch batch;
  std::vector<DerivedWork> derived;
  while (wait_for_work(batch, derived)) {
    const std::optional<std::size_t> written = commit_until_durable(batch, derived);
    if (!written) return;  // what it was never durable, nobody heard of
    finish(batch, derived, *written);
    finish_chores();
    checkpoint();
  }
}

// Takes the open batch and the derived rows. False: stopped and nothing left.
bool CommitPipeline::wait_for_work(Batch& batch, std::vector<DerivedWork>& derived) {
  std::unique_lock lock(mutex_);
  // Derived rows ride on batches that are synced anyway; a sync for them alone is made when they have waited
  // too long.
  const auto ready = [&] {
    if (!open_.rows.empty() || !chores_.empty() || !chores_taken_.empty() || stopping_) return true;
    return !derived_.empty() && (flush_derived_ || Steady::now() - derived_since_ >= options_.derived_age);
  };
  while (!ready()) {
    idle_ = true;
    if (derived_.empty()) {
      // Derived rows come without a kick.
      work_.wait_for(lock, std::min<Duration>(options_.derived_age, std::chrono::seconds(1)));
    } else {
      work_.wait_until(lock, derived_since_ + options_.derived_age);
    }
  }
  hold_small_batch(lock);
  idle_ = false;
  batch = std::exchange(open_, {});
  in_flight_releases_ = std::exchange(batch.releases, {});
  in_flight_last_ = batch.last;
  derived = std::exchange(derived_, {});
  std::move(chores_.begin(), chores_.end(), std::back_inserter(chores_taken_));
  chores_.clear();
  return !batch.rows.empty() || !derived.empty() || !chores_taken_.empty() || !stopping_;
}

// The task's own transition, and the start of the activity that it schedules, are microseconds away: one sync
// for all of them halves the latency of a workflow when little goes on. When much goes on, batches are not
// small.
void CommitPipeline::hold_small_batch(std::unique_lock<std::mutex>& lock) {
  constexpr std::size_t kSmallBatch = 16;
  constexpr auto kLongestHold = std::chrono::microseconds(300);
  const auto until = Steady::now() + kLongestHold;
  while (!stopping_ && !open_.rows.empty() && open_.rows.size() < kSmallBatch &&
         tasks_out_.load(std::memory_order_relaxed) > 0) {
    idle_ = true;
    if (work_.wait_until(lock, until) == std::cv_status::timeout) return;
  }
}

// None: stopped while the disk was full, or another program kept the file locked.
std::optional<std::size_t> CommitPipeline::commit_until_durable(const Batch& batch,
                                                                std::vector<DerivedWork>& derived) {
  if (batch.rows.empty() && derived.empty() && chores_taken_.empty()) return 0;
  const auto since = Steady::now();
  for (;;) {
    Result<std::size_t> written = try_commit(batch, derived);
    if (written.ok()) {
      if (metrics_.disk_full.exchange(false)) spdlog::info("the disk has space again; writing goes on");
      if (std::exchange(is_locked_out_, false)) spdlog::info("the file is free again; writing goes on");
      return *written;
    }
    writer_.rollback();
    if (std::exchange(found_damage_, false)) continue;
    note_delay(written.error());
    if (gives_up(since)) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

// Ends the process unless the same batch may be committed later.
void CommitPipeline::note_delay(const Error& error) {
  switch (error.code) {
    case Code::kResourceExhausted: return note_full_disk(error);
    case Code::kUnavailable:
      if (!std::exchange(is_locked_out_, true)) spdlog::error("{}; writing waits for it", error.message);
      return;
    default: fail(error);
  }
}

void CommitPipeline::note_full_disk(const Error& error) {
  if (!metrics_.disk_full.exchange(true)) {
    spdlog::error("{}; requests are refused until there is space", error.message);
  }
  // Lists are answered with what is on the disk.
  std::vector<std::pair<std::uint64_t, Release>> waiters;
  {
    std::lock_guard lock(mutex_);
    waiters = std::exchange(derived_waiters_, {});
  }
  for (auto& [added, release] : waiters) release();
}

// Who stops an engine that cannot write does not wait for ever: nothing in memory was acknowledged.
bool CommitPipeline::gives_up(Steady::time_point stuck_since) const {
  constexpr auto kPatience = std::chrono::seconds(2);
  std::lock_guard lock(mutex_);
  return stop_begins_ && Steady::now() - stuck_since >= kPatience;
}

Result<std::size_t> CommitPipeline::try_commit(const Batch& batch, std::vector<DerivedWork>& derived) {
  SKALD_TRY(writer_.begin());
  for (const store::LogRow& row : batch.rows) SKALD_TRY(writer_.append(row));
  std::size_t written = 0;
  const auto end = Steady::now() + slice();
  while (written < derived.size()) {
    SKALD_TRY(write_derived(derived[written++]));
    if (Steady::now() >= end) break;
  }
  SKALD_TRY(write_chores());
  if (written > 0) {
    // Seqs of folded rows must never be given out again, and recovery should start behind what is covered.
    Seq next = 0;
    Seq uncovered = 0;
    {
      std::lock_guard lock(mutex_);
      next = next_seq_;
      uncovered = uncovered_.empty() ? next : *uncovered_.begin();
    }
    SKALD_TRY(writer_.write_meta(next, uncovered));
  }
  pass(KillPoint::kBeforeCommit);
  SKALD_TRY(writer_.commit());
  pass(KillPoint::kAfterCommit);
  metrics_.syncs.fetch_add(1, std::memory_order_relaxed);
  metrics_.log_rows.fetch_add(batch.rows.size(), std::memory_order_relaxed);
  return written;
}

Status CommitPipeline::write_derived(DerivedWork& work) {
  SKALD_TRY(writer_.write(work.row));
  metrics_.derived_rows.fetch_add(1, std::memory_order_relaxed);
  if (work.fold) {
    Status folded = writer_.fold({.run = work.row.run, .through = work.row.last});
    if (!folded.ok() && folded.error().code == Code::kDataLoss) {
      // Rows of one run are damaged: they stay where they are, and who reads them hears of it.
      spdlog::error("{}", folded.error().message);
      work.fold = false;
      found_damage_ = true;
    }
    SKALD_TRY(std::move(folded));
    pass(KillPoint::kInFold);
    metrics_.folds.fetch_add(1, std::memory_order_relaxed);
  }
  return {};
}

Status CommitPipeline::write_chores() {
  chores_written_ = 0;
  const auto end = Steady::now() + slice();
  while (chores_written_ < chores_taken_.size()) {
    Chore& chore = chores_taken_[chores_written_++];
    Status written = chore.write(writer_);
    if (!written.ok() && written.error().code == Code::kDataLoss) {
      // What it should have changed is damaged and stays as it is.
      spdlog::error("{}", written.error().message);
      chore.write = [](store::Writer&) { return Status(); };
      found_damage_ = true;
    }
    SKALD_TRY(std::move(written));
    if (Steady::now() >= end) break;
  }
  return {};
}

void CommitPipeline::finish_chores() {
  for (; chores_written_ > 0; --chores_written_) {
    const Chore done = std::move(chores_taken_.front());
    chores_taken_.pop_front();
    if (done.done) done.done();
  }
}

// Opens the gate for what is durable now and gives back the derived rows for which the slice was too short.
void CommitPipeline::finish(Batch& batch, std::vector<DerivedWork>& derived, std::size_t written) {
  std::vector<Release> releases;
  std::vector<std::vector<Covered>> covered(options_.shards);
  for (std::size_t i = 0; i < written; ++i) {
    covered[derived[i].shard].push_back({derived[i].row.run, derived[i].row.covered});
  }
  {
    std::lock_guard lock(mutex_);
    if (batch.last != 0) durable_ = batch.last;
    releases = std::exchange(in_flight_releases_, {});
    in_flight_last_ = 0;
    undurable_bytes_ -= batch.bytes;
    for (std::size_t i = 0; i < written; ++i) {
      const auto found = uncovered_.find(derived[i].uncovered_from);
      if (found != uncovered_.end()) uncovered_.erase(found);
    }
    derived.erase(derived.begin(), derived.begin() + static_cast<std::ptrdiff_t>(written));
    derived.insert(derived.end(), std::make_move_iterator(derived_.begin()),
                   std::make_move_iterator(derived_.end()));
    derived_ = std::exchange(derived, {});
    derived_since_ = Steady::now();
    derived_done_ += written;
    while (!derived_waiters_.empty() && derived_waiters_.front().first <= derived_done_) {
      releases.push_back(std::move(derived_waiters_.front().second));
      derived_waiters_.erase(derived_waiters_.begin());
    }
    if (derived_waiters_.empty()) flush_derived_ = false;
    metrics_.recovery_tail_rows = uncovered_.empty() ? 0 : next_seq_ - *uncovered_.begin();
  }
  has_space_.notify_all();
  for (Release& release : releases) release();
  for (std::size_t shard = 0; shard < covered.size(); ++shard) {
    if (!covered[shard].empty()) on_covered_(shard, std::move(covered[shard]));
  }
}

void CommitPipeline::checkpoint() {
  const Result<bool> done = writer_.checkpoint_if_needed();
  if (!done.ok()) {
    if (done.error().code == Code::kDataLoss) fail(done.error());
    const bool is_known = std::exchange(checkpoint_is_put_off_, true);
    spdlog::log(is_known ? spdlog::level::debug : spdlog::level::warn, "checkpoint put off: {}",
                done.error().message);
    return;
  }
  checkpoint_is_put_off_ = false;
  if (*done) {
    pass(KillPoint::kAfterCheckpoint);
    metrics_.checkpoints.fetch_add(1, std::memory_order_relaxed);
  }
}

// Memory is ahead of the disk and what the disk holds is unknown: recovery is the only honest way back.
void CommitPipeline::fail(const Error& error) {
  spdlog::critical("{}; the process ends, the next start recovers", error.message);
  if (options_.on_fatal) options_.on_fatal(error);
  std::abort();
}

Duration CommitPipeline::slice() const {
  std::lock_guard lock(mutex_);
  const bool behind = metrics_.recovery_tail_rows > options_.recovery_tail_rows;
  if (stopping_ || behind) return std::chrono::milliseconds(100);
  // Who asks for a list waits some batches longer, so that commits need not wait for him.
  constexpr Duration kForLists = std::chrono::milliseconds(10);
  return flush_derived_ ? std::max(kForLists, options_.derived_slice) : options_.derived_slice;
}

}  // namespace skald::runtime
