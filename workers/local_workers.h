#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "workers/connection.h"

namespace skald::workers {

/// A worker as the starts of its process see it. Any thread.
class FirstTaskTaker {
 public:
  virtual ~FirstTaskTaker() = default;

  /// Keeps a place for the first task of a workflow that is about to be started. False: the task would not
  /// come to this worker, or it has enough to do.
  virtual bool reserve(const wire::StartWorkflowExecutionRequest& request) = 0;
  /// No task came for the place.
  virtual void release() = 0;
  /// The task came.
  virtual void take(std::unique_ptr<wire::PollWorkflowTaskQueueResponse> task) = 0;
};

/// The workers of this process on one connection. A start over the same connection asks for the first
/// workflow task with its answer (an eager start), where one of them can have it: that saves the way over a
/// poll. Any thread.
class LocalWorkers {
 public:
  void add(const std::shared_ptr<FirstTaskTaker>& worker);
  /// One that has kept a place; null: none.
  std::shared_ptr<FirstTaskTaker> reserve(const wire::StartWorkflowExecutionRequest& request);

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<FirstTaskTaker>> workers_;  // protected by mutex_
};

}  // namespace skald::workers
