#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "engine/core/due.h"
#include "engine/runtime/keys.h"
#include "engine/runtime/matching.h"
#include "engine/runtime/run_calls.h"
#include "engine/store/store.h"

namespace skald::runtime {

/// The events of one transition, kept in memory while workers are likely to ask for them.
struct TailBatch {
  store::Seq seq = 0;
  store::Seq prev = 0;
  std::shared_ptr<const core::Transition> transition;
  std::size_t bytes = 0;
};

/// A task that stands in matching for a run.
struct OfferedTask {
  QueueKey queue;
  std::int64_t scheduled_event_id = 0;
  std::int32_t attempt = 0;
  Matching::TaskId id = 0;
};

/// The tasks that stand in matching for a run.
struct Offers {
  std::optional<OfferedTask> workflow_task;
  std::vector<OfferedTask> activities;
};

class Run;

/// Somebody who waits for new events of a run.
struct EventWaiter {
  std::uint64_t id = 0;
  Time deadline;
  /// Called after each transition with events, and once with `expired` when the deadline passed. True: done.
  std::function<bool(Run&, bool expired)> wake;
};

/// A run in a shard's memory. Of the shard's thread alone.
class Run {
 public:
  RunKey key;
  store::RunNumber number = 0;
  core::RunState state;

  /// Newest row in the log, and up to where derived rows on disk cover the run.
  store::Seq last = 0;
  store::Seq covered = 0;
  /// Oldest row that no derived row (written or handed to the pipeline) covers; 0: none.
  store::Seq first_uncovered = 0;
  std::uint32_t rows_in_log = 0;

  /// Newest batches of history; what is older stands in the store.
  std::vector<TailBatch> tail;
  std::size_t tail_bytes = 0;

  core::DueSet due;
  /// The messages of `due` that are on their way.
  std::set<core::Message> sent;
  /// Set while a closed run has messages left: its row from which on recovery must find it.
  store::Seq kept_from = 0;
  std::optional<OfferedTask> offered_workflow_task;
  std::vector<OfferedTask> offered_activities;
  std::vector<EventWaiter> waiters;
  RunCalls calls;

  /// Set for an open run whose rows are damaged: every request gets this, but for a termination.
  std::optional<Error> quarantine;

  /// Place in the shard's list of least recently used runs, and the bytes counted for it.
  std::list<Run*>::iterator used;
  std::size_t counted_bytes = 0;

  bool is_open() const {
    return state.status() == temporal::api::enums::v1::WORKFLOW_EXECUTION_STATUS_RUNNING;
  }
  /// First event id that the tail holds; next_event_id if it holds none.
  std::int64_t tail_first_event_id() const;
  /// The row before the tail: where reading the store starts.
  store::Seq before_tail() const { return tail.empty() ? last : tail.front().prev; }
  /// What the run costs in memory, about, when its snapshot has so many bytes.
  std::size_t estimate_bytes(std::size_t snapshot_bytes) const;
  /// Adds a row's transition to the tail; its events take `event_bytes` when serialised.
  void add_to_tail(store::Seq seq, store::Seq prev, std::shared_ptr<const core::Transition> transition,
                   std::size_t event_bytes);
  /// Drops batches up to `seq` whose events no worker with a cached run can ask for.
  void trim_tail(store::Seq seq);
};

/// What requests to a damaged run hear.
Error set_aside_error(const Run& run, const Error& damage);

}  // namespace skald::runtime
