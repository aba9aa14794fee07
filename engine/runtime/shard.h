#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/inbox.h"
#include "engine/core/decide.h"
#include "engine/core/messages.h"
#include "engine/runtime/commit_pipeline.h"
#include "engine/runtime/known_ids.h"
#include "engine/runtime/loader.h"
#include "engine/runtime/packed_runs.h"
#include "engine/runtime/run.h"

namespace skald::runtime {

class Shard;

/// What a shard shares with the rest of its engine.
struct ShardParts {
  std::size_t index = 0;
  const Options& options;
  CommitPipeline& pipeline;
  Matching& matching;
  Loader& loader;
  Metrics& metrics;
  std::uint64_t incarnation = 0;
  /// Where a run's messages go.
  std::function<Shard&(const WorkflowKey&)> shard_of = {};
  /// Called now and then on the thread of shard 0.
  std::function<void(Time)> on_tick = {};
};

struct Delivery;

/// One thread that owns the runs of the workflow ids which hash to it: it decides, applies in memory and
/// appends to the open batch. It never reads the disk and never waits for a sync.
class Shard {
 public:
  using Work = std::function<void(Shard&)>;
  /// Null: there is no such run.
  using RunUse = std::function<void(Shard&, Result<Run*>)>;

  explicit Shard(const ShardParts& parts);
  ~Shard();

  // --- any thread ---

  void start();
  /// Runs `work` on the shard's thread: after the current work if called from there.
  void post(Work work);
  /// Takes no more work, finishes what it has, hands over all derived rows, and ends the thread.
  void stop();

  // --- the shard's thread (before start(): the thread that recovers) ---

  /// What becomes of a use of a damaged run.
  enum class Damaged {
    kRefused,
    /// For what ends the run: its state is what it was before the damage.
    kTaken,
  };
  /// Calls `use` with a run, loaded if need be; the newest of its workflow id if the key has no run id.
  void with_run(const RunKey& key, RunUse use, Damaged damaged = Damaged::kRefused);
  /// The worker never got the workflow task that was started for it: another one may have it.
  void take_task_back(Run& run, const core::Poller& worker);
  /// Takes a run out of service, for good: its rows are damaged.
  void set_aside(Run& run, const Error& damage);

  /// Applies and logs a decision, with the run that it starts (made resident), as one group. Returns the seq
  /// that everything which leaves the process must wait for: the run's newest row.
  Seq commit(Run& run, core::Decision decision);
  /// Starts a run: applies and logs its first transition. With `before`, a decision on the run that it
  /// replaces, in one group.
  Run& start_run(core::Transition first, Run* before = nullptr, core::Decision decision_before = {});

  /// Runs `release` when everything that `run` is now is durable.
  void when_durable(const Run& run, CommitPipeline::Release release) {
    parts_.pipeline.when_durable(run.last, std::move(release));
  }
  /// Has a worker answer the query, with a workflow task or by itself; `query->answer` hears of it, at the
  /// latest after `at_most`.
  void ask(Run& run, std::shared_ptr<WaitingQuery> query, Duration at_most);
  /// Null: it does not wait any more.
  std::shared_ptr<WaitingQuery> find_query(const Run& run, const std::string& id) const;
  /// False: it does not wait any more.
  bool answer_query(Run& run, const std::string& id, QueryResult result);
  /// Puts a query that its taker did not take after all back into its queue.
  void offer_query(Run& run, WaitingQuery& query, WaitingQuery::Way way);

  /// Calls `waiter.wake` as EventWaiter says. The deadline and the id are set here.
  void wait_for_events(Run& run, std::function<bool(Run&, bool)> wake, Duration at_most);

  /// Deletes a run, which is ended first if it is open; `done(true)` when nobody can find it any more,
  /// `done(false)` if it is damaged and stays.
  void erase(store::RunNumber number, std::function<void(bool)> done);

  core::Context context() const;
  const ShardParts& parts() const { return parts_; }
  /// Hands derived rows of all runs that need them to the pipeline.
  void derive_all();
  /// Answers everybody who waits for events, and whoever comes later, as if their time were over.
  void end_waits() {
    waits_ended_ = true;
    expire_waiters(Time::max());
  }

  // --- recovery ---

  /// Takes in a run as it stands in the file and lets it go on. Nothing is kept of a run that waits for
  /// nothing.
  void recover(std::unique_ptr<Run> run);
  /// Derived rows of these runs are durable.
  void note_covered(const std::vector<Covered>& covered);

 private:
  struct Pending {
    RunKey key;
    RunUse use;
    Damaged damaged = Damaged::kRefused;
  };
  struct Entry {
    std::vector<Run*> runs;  // in memory
    Run* current = nullptr;  // the newest, if in memory
    bool loading = false;
    std::vector<Pending> pending;
  };
  struct Dirty {
    store::RunNumber run = 0;
    Seq first_uncovered = 0;
    std::chrono::steady_clock::time_point since;
  };
  struct Armed {
    Time at;
    RunKey key;
  };
  struct Wake {
    Time at;
    store::RunNumber run;
    bool operator>(const Wake& other) const { return at > other.at; }
  };

  void loop();
  void run_local();
  std::optional<std::chrono::steady_clock::time_point> next_wake();
  void between_batches();

  // shard_runs.cpp: which runs are in memory
  Run& insert(std::unique_ptr<Run> run, bool is_current);
  void load(Pending asked);
  void loaded(const Pending& asked, Result<std::optional<store::DerivedRow>> row);
  Run* find_resident(const RunKey& key, const std::optional<store::DerivedRow>& row);
  Run& take_in(std::unique_ptr<Run> run, bool is_current);
  void drop(Run& run);
  bool is_droppable(const Run& run) const;
  void drop_idle_runs();
  void pack_idle_runs(std::size_t limit);
  void count_packed(std::int64_t more);
  void tell_memory();
  void touch(Run& run);
  void expect_fold(Run& run) const;

  // shard_ids.cpp: which workflow ids are new
  bool is_unused(const WorkflowKey& workflow);
  void read_ids(store::WorkflowId after);
  void note_ids(Result<std::vector<store::WorkflowId>> page);

  // shard_erase.cpp: deleting
  struct Dying {
    store::RunNumber number = 0;
    std::function<void(bool)> done;
  };
  void erase_dying();
  bool try_erase(Dying& dying);
  void erase_in_file(Dying& dying);

  // shard_commit.cpp: transitions
  void apply(Run& run, std::shared_ptr<core::Transition> transition, const store::LogRow* row);
  void after_group(Run& run);
  void wake_waiters(Run& run);
  void tell_update_ends(Run& run);
  void derive(Run& run);
  DerivedWork derived_work(Run& run);
  void write_damage(Run& run);
  void derive_old();

  // shard_calls.cpp: callers who wait for a worker
  void settle_calls(Run& run);
  void settle_queries(Run& run);
  void send_query(Run& run, const std::shared_ptr<WaitingQuery>& query);
  void leave_sticky(const Run& run);

  // shard_due.cpp: what runs wait for
  void refresh(Run& run);
  void offer_workflow_task(Run& run, const core::DueSet& next);
  void offer_activities(Run& run, const core::DueSet& next, Time now);
  OfferedTask offer_activity(const Run& run, const core::ReadyActivity& ready);
  void arm(Run& run, const core::DueSet& next, Time now);
  void forget_stale_wakes();
  void fire(Time now);
  void arm_again(store::RunNumber number, const RunKey& key, const Error& error);
  void expire_waiters(Time now);

  // shard_messages.cpp: what runs say to each other
  void send_messages(Run& run);
  void deliver(const std::shared_ptr<const Delivery>& delivery);
  void send_again(Run& run, const core::Message& message);
  void keep_rows(Run& run);

  const ShardParts parts_;
  Inbox<Work> inbox_;
  std::thread thread_;

  // Of the shard's thread:
  std::vector<Work> local_;
  std::unordered_map<store::RunNumber, std::unique_ptr<Run>> runs_;
  std::unordered_map<WorkflowKey, Entry, WorkflowKeyHash> entries_;
  KnownIds known_ids_;
  /// Whether known_ids_ holds the ids of the file. It begins when somebody asks for one that is not in
  /// memory.
  enum class IdScan { kNone, kRuns, kDone };
  IdScan id_scan_ = IdScan::kNone;
  std::list<Run*> used_;  // least recently used first
  std::size_t counted_bytes_ = 0;
  std::size_t told_bytes_ = 0;  // what the metrics know of
  /// Fewer were looked at than should be: the next round comes soon.
  bool packs_on_ = false;
  PackedRuns packed_;
  /// What stands in matching for runs that are not in memory as messages.
  std::unordered_map<store::RunNumber, Offers> offers_aside_;
  std::vector<store::RunNumber> maybe_droppable_;
  std::deque<Dirty> dirty_;
  std::vector<Dying> dying_;
  std::unordered_set<store::RunNumber> erased_;  // in memory already, in the file soon
  std::unordered_map<store::RunNumber, Armed> armed_;
  std::priority_queue<Wake, std::vector<Wake>, std::greater<>> wakes_;
  std::map<std::pair<Time, std::uint64_t>, store::RunNumber> waiter_deadlines_;
  std::uint64_t next_waiter_id_ = 1;
  bool waits_ended_ = false;
  Time next_poll_check_;  // shard 0 looks after the polls of all
};

}  // namespace skald::runtime
