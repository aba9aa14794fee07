#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "engine/base/inbox.h"
#include "workers/in_flight.h"
#include "workers/run_cache.h"
#include "workers/task_failure_reports.h"
#include "workers/workflow_items.h"

namespace skald::workers {

/// The worker's other side, as completions of workflow tasks need it.
struct ActivitySide {
  /// Takes an activity that came with the answer of a completion.
  std::function<void(wire::PollActivityTaskQueueResponse)> run;
  /// Keeps a slot for an activity that may come so; false: none is free.
  std::function<bool()> reserve_slot;
  std::function<void(int)> release_slots;
};

/// One workflow thread with its inbox and its runs. The thread can be replaced when user code holds it too
/// long: inbox and taken items go on with the next thread, and the runs of the old one are replayed there.
class WorkflowLane : public std::enable_shared_from_this<WorkflowLane> {
 public:
  struct Links {
    ContextRef context;
    std::shared_ptr<TaskFailureReports> failures;
    std::shared_ptr<InFlight> in_flight;
    /// A task was taken: its poll may be repeated, or its place is free.
    std::function<void(std::optional<QueueKind>)> task_taken;
    ActivitySide activities;
    /// User code begins: see retire_held.
    std::function<void()> step_begins;
  };
  WorkflowLane(Links links, RunCache::Limits limits);

  void start();
  /// False: the lane is closed; the item was not moved from.
  bool put(WorkflowItem&& item);
  /// From now on completions do not ask for the run's next task.
  void drain() { draining_ = true; }
  /// The thread ends when its inbox is empty; its runs are evicted.
  void close();
  /// Waits for the current thread. Threads that were replaced are left behind.
  void join();

  /// A step of user code that took too long.
  struct HeldStep {
    WorkflowTask task;  ///< without its history
    std::string stack;
  };
  /// Gives the lane a new thread if user code has held the current one for `limit` or longer. What the old
  /// one comes to is dropped.
  std::optional<HeldStep> retire_held(Duration limit);
  /// User code runs now.
  bool is_in_step();

 private:
  class Thread;

  void spawn_locked();

  const Links links_;
  const RunCache::Limits limits_;
  Inbox<WorkflowItem> inbox_;
  std::atomic<bool> draining_ = false;

  std::mutex mutex_;
  // protected by mutex_
  std::thread thread_;
  std::uint64_t generation_ = 0;
  std::deque<WorkflowItem> taken_;
  const WorkflowTask* current_ = nullptr;
  Timers::TimePoint step_began_;
};

}  // namespace skald::workers
