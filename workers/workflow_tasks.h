#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "workers/in_flight.h"
#include "workers/local_workers.h"
#include "workers/task_failure_reports.h"
#include "workers/workflow_lane.h"

namespace skald::workers {

/// The workflow side of a worker: polls for workflow tasks and hands each to the thread that its run belongs
/// to.
class WorkflowTasks : public FirstTaskTaker, public std::enable_shared_from_this<WorkflowTasks> {
 public:
  WorkflowTasks(ContextRef context, ActivitySide activities);

  void start();
  /// No new polls; tasks that polls under way bring are handled.
  void stop_polling();
  /// Waits until polls and tasks have ended, sends the failure reports that wait and ends the threads. A poll
  /// that does not end within `poll_limit` is left behind; a task that it brings goes back to the server.
  void finish(Duration poll_limit);

  /// Polls for good no more, tasks that are here go on.
  bool is_polling() const { return polling_; }

  const std::vector<std::shared_ptr<WorkflowLane>>& lanes() const { return lanes_; }
  const std::shared_ptr<TaskFailureReports>& failures() const { return failures_; }
  /// Called before each step of user code; set before start().
  void on_step(std::function<void()> step_begins) { step_begins_ = std::move(step_begins); }

  // FirstTaskTaker
  bool reserve(const wire::StartWorkflowExecutionRequest& request) override;
  void release() override { --first_tasks_; }
  void take(std::unique_ptr<WorkflowTask> task) override;

 private:
  using PollAnswer = Result<wire::PollWorkflowTaskQueueResponse>;

  void poll(QueueKind queue, int failures);
  void polled(QueueKind queue, int failures, PollAnswer answer);
  void poll_later(QueueKind queue, int failures);
  void hand_out(ArrivedTask arrived);
  void give_back(const WorkflowTask& task);
  wire::PollWorkflowTaskQueueRequest poll_request(QueueKind queue) const;

  const ContextRef context_;
  const ActivitySide activities_;
  const std::shared_ptr<TaskFailureReports> failures_;
  const std::shared_ptr<InFlight> polls_ = std::make_shared<InFlight>();
  const std::shared_ptr<InFlight> tasks_ = std::make_shared<InFlight>();
  std::function<void()> step_begins_ = [] {};
  std::vector<std::shared_ptr<WorkflowLane>> lanes_;
  std::atomic<bool> polling_ = false;
  /// Places for tasks that come with answers to starts, until a lane takes the task.
  std::atomic<int> first_tasks_ = 0;
};

}  // namespace skald::workers
