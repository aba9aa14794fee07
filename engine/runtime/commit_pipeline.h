#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "engine/runtime/metrics.h"
#include "engine/runtime/options.h"
#include "engine/store/store.h"

namespace skald::runtime {

using store::RunNumber;
using store::Seq;

/// Derived rows of one run that wait to be written: its snapshot and visibility, and perhaps a fold.
struct DerivedWork {
  store::DerivedRow row;
  bool fold = false;
  /// The oldest transition of the run that no derived row on disk covers yet.
  Seq uncovered_from = 0;
  std::size_t shard = 0;
};

/// Something to be written beside the log: a row of the catalog, a slice of a deletion.
struct Chore {
  /// Inside a transaction; repeated if that one failed.
  std::function<Status(store::Writer&)> write;
  /// Called when it is durable, on the commit thread.
  std::function<void()> done;
};

/// A run whose derived rows have become durable.
struct Covered {
  RunNumber run = 0;
  Seq covered = 0;
};

/// The one thread that writes. Shards append transitions to the open batch; whatever gathered while the last
/// batch was being synced is the next one. Releases run when what they depend on is durable: the gate.
class CommitPipeline {
 public:
  using Release = std::function<void()>;
  /// Tells a shard which of its runs are covered now. Runs on the commit thread.
  using OnCovered = std::function<void(std::size_t shard, std::vector<Covered>)>;

  CommitPipeline(store::Writer& writer, const store::Meta& meta, const Options& options, Metrics& metrics,
                 OnCovered on_covered);
  ~CommitPipeline();

  void start();
  /// From now on nobody waits in append(): who appends is on the way to his end.
  void begin_stop();
  /// Commits everything that was appended, derived rows included, and ends the thread. What a full or locked
  /// disk does not take is given up: nobody was told of it.
  void stop();

  /// Whether derived rows (written or handed over) cover all rows that a run had so far.
  enum class Before { kCovered, kUncovered };
  /// Appends rows that belong together; always in one batch. Assigns their seq, and run where it is 0 (the
  /// run's first row). `before` tells of the row whose run has a number already. Waits while too much is
  /// undurable. Returns the last seq.
  Seq append(std::vector<store::LogRow>& rows, Before before);

  /// Runs `release` when `seq` is durable: on the commit thread, or at once on this one if it is already.
  void when_durable(Seq seq, Release release);

  /// Adds derived rows to be written, oldest first, in slices.
  void derive(DerivedWork work);
  /// Says that rows in the file from `seq` on are not covered by derived rows: recovery must find them again.
  void mark_uncovered(Seq seq);
  /// Takes one such mark back.
  void unmark_uncovered(Seq seq);
  /// Runs `release` when all derived rows that were added before are durable.
  void when_derived(Release release);

  /// Writes something beside the log, soon: in slices, as derived rows are written, but independent of them.
  void chore(Chore chore);

  /// Lets the commit thread look at what was appended. Called once after a number of appends.
  void kick();

  /// A worker in the process took a workflow task, or gave it back. While one is out, a small batch is held
  /// for a moment: what the task leads to then needs no sync of its own.
  void task_out() { tasks_out_.fetch_add(1, std::memory_order_relaxed); }
  void task_back() { tasks_out_.fetch_sub(1, std::memory_order_relaxed); }

  Seq durable() const;
  Seq last_appended() const;
  /// True if new runs should be refused until the derived rows have caught up.
  bool overloaded() const;

 private:
  struct Batch {
    std::vector<store::LogRow> rows;
    std::vector<Release> releases;
    std::size_t bytes = 0;
    Seq last = 0;
  };

  void loop();
  bool wait_for_work(Batch& batch, std::vector<DerivedWork>& derived);
  void hold_small_batch(std::unique_lock<std::mutex>& lock);
  std::optional<std::size_t> commit_until_durable(const Batch& batch, std::vector<DerivedWork>& derived);
  Result<std::size_t> try_commit(const Batch& batch, std::vector<DerivedWork>& derived);
  Status write_derived(DerivedWork& work);
  Status write_chores();
  void finish_chores();
  void finish(Batch& batch, std::vector<DerivedWork>& derived, std::size_t written);
  void checkpoint();
  void note_delay(const Error& error);
  void note_full_disk(const Error& error);
  bool gives_up(std::chrono::steady_clock::time_point stuck_since) const;
  [[noreturn]] void fail(const Error& error);
  Duration slice() const;

  std::atomic<int> tasks_out_{0};

  store::Writer& writer_;
  const Options& options_;
  Metrics& metrics_;
  const OnCovered on_covered_;
  std::thread thread_;

  mutable std::mutex mutex_;
  std::condition_variable work_;       // for the commit thread
  std::condition_variable has_space_;  // for shards that wait in append()
  // Under mutex_:
  Batch open_;
  std::vector<Release> in_flight_releases_;
  Seq in_flight_last_ = 0;
  std::vector<DerivedWork> derived_;
  std::chrono::steady_clock::time_point derived_since_;
  std::vector<std::pair<std::uint64_t, Release>> derived_waiters_;  // by number of derived works done
  std::uint64_t derived_added_ = 0;
  std::deque<Chore> chores_;
  std::uint64_t derived_done_ = 0;
  std::multiset<Seq> uncovered_;
  Seq next_seq_;
  Seq durable_;
  std::size_t undurable_bytes_ = 0;
  bool idle_ = false;
  bool flush_derived_ = false;
  bool stop_begins_ = false;
  bool stopping_ = false;

  // Of the commit thread alone:
  bool is_locked_out_ = false;          // by another program, and somebody was told
  bool checkpoint_is_put_off_ = false;  // and somebody was told
  bool found_damage_ = false;           // in a fold or a chore; the batch is to be committed without it
  std::deque<Chore> chores_taken_;
  std::size_t chores_written_ = 0;
};

}  // namespace skald::runtime
