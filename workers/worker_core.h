#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

#include "workers/activity_tasks.h"
#include "workers/watchdog.h"
#include "workers/workflow_tasks.h"

namespace skald::workers {

/// A worker that has started: its two sides, and how they end.
class WorkerCore {
 public:
  explicit WorkerCore(ContextRef context);
  ~WorkerCore();
  WorkerCore(const WorkerCore&) = delete;
  WorkerCore& operator=(const WorkerCore&) = delete;

  void start();
  /// See Worker::stop. The second caller waits for the first one.
  void stop();
  /// Returns when stop() has.
  void wait();

  const WorkerContext& context() const { return *context_; }

 private:
  void announce_stop();

  const ContextRef context_;
  const std::shared_ptr<ActivityTasks> activities_;
  const std::shared_ptr<WorkflowTasks> workflows_;
  const std::shared_ptr<Watchdog> watchdog_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // protected by mutex_
  enum class Phase { kNew, kRunning, kStopping, kStopped } phase_ = Phase::kNew;
};

}  // namespace skald::workers
