#pragma once

#include <atomic>
#include <memory>

#include "workers/workflow_tasks.h"

namespace skald::workers {

/// Looks whether workflow code holds its thread for too long, while any of it runs. Such a task fails with
/// the call stack, and its thread is replaced. After four of them the worker takes no more workflow tasks:
/// threads that never come back are lost memory and processor time.
class Watchdog : public std::enable_shared_from_this<Watchdog> {
 public:
  Watchdog(ContextRef context, std::weak_ptr<WorkflowTasks> tasks)
      : context_(std::move(context)), tasks_(std::move(tasks)) {}

  /// A step of user code begins. Cheap; any thread.
  void step_begins();

 private:
  void check();
  void retired(const WorkflowLane::HeldStep& step, WorkflowTasks& tasks);
  void report(const WorkflowLane::HeldStep& step, WorkflowTasks& tasks);

  const ContextRef context_;
  const std::weak_ptr<WorkflowTasks> tasks_;
  std::atomic<bool> is_armed_ = false;
  int retired_threads_ = 0;  // on the timers' thread only
};

/// A debugger stops threads for as long as it likes.
bool is_debugged();

}  // namespace skald::workers
