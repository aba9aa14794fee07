#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/workers/rpc.h"
#include "workers/connection.h"
#include "workers/local_workers.h"

namespace skald::workers_tests {

namespace wire = ::temporal::api::workflowservice::v1;

/// RPC(method, message) for each RPC of a connection.
#define SKALD_FAKE_RPCS(RPC)                                                  \
  RPC(get_system_info, GetSystemInfo)                                         \
  RPC(describe_namespace, DescribeNamespace)                                  \
  RPC(list_namespaces, ListNamespaces)                                        \
  RPC(register_namespace, RegisterNamespace)                                  \
  RPC(describe_task_queue, DescribeTaskQueue)                                 \
  RPC(start_workflow_execution, StartWorkflowExecution)                       \
  RPC(signal_workflow_execution, SignalWorkflowExecution)                     \
  RPC(signal_with_start_workflow_execution, SignalWithStartWorkflowExecution) \
  RPC(query_workflow, QueryWorkflow)                                          \
  RPC(update_workflow_execution, UpdateWorkflowExecution)                     \
  RPC(poll_workflow_execution_update, PollWorkflowExecutionUpdate)            \
  RPC(request_cancel_workflow_execution, RequestCancelWorkflowExecution)      \
  RPC(terminate_workflow_execution, TerminateWorkflowExecution)               \
  RPC(describe_workflow_execution, DescribeWorkflowExecution)                 \
  RPC(get_workflow_execution_history, GetWorkflowExecutionHistory)            \
  RPC(list_workflow_executions, ListWorkflowExecutions)                       \
  RPC(count_workflow_executions, CountWorkflowExecutions)                     \
  RPC(poll_workflow_task_queue, PollWorkflowTaskQueue)                        \
  RPC(respond_workflow_task_completed, RespondWorkflowTaskCompleted)          \
  RPC(respond_workflow_task_failed, RespondWorkflowTaskFailed)                \
  RPC(respond_query_task_completed, RespondQueryTaskCompleted)                \
  RPC(poll_activity_task_queue, PollActivityTaskQueue)                        \
  RPC(respond_activity_task_completed, RespondActivityTaskCompleted)          \
  RPC(respond_activity_task_failed, RespondActivityTaskFailed)                \
  RPC(respond_activity_task_canceled, RespondActivityTaskCanceled)            \
  RPC(record_activity_task_heartbeat, RecordActivityTaskHeartbeat)            \
  RPC(shutdown_worker, ShutdownWorker)

/// A server that does what the test says. Responses of workers are acknowledged; the end of a worker answers
/// its polls.
class FakeConnection : public workers::Connection {
 public:
  explicit FakeConnection(bool in_process = true);
  ~FakeConnection() override;

  bool in_process() const override { return in_process_; }
  std::string target() const override { return "fake"; }
  bool is_shut_down() const override { return is_shut_down_; }
  void shut_down() override;
  workers::LocalWorkers* local_workers() override { return in_process_ ? nullptr : &local_workers_; }

  /// Gives a task to a poll of this queue; waits for the poll.
  void give_workflow_task(const std::string& queue, wire::PollWorkflowTaskQueueResponse task);
  void give_activity(wire::PollActivityTaskQueueResponse task);
  /// Answers every waiting poll with nothing.
  void end_polls();

 private:
  // Before the RPCs, which enter themselves.
  std::vector<std::function<void()>> hang_ups_;

 public:
#define SKALD_FAKE_RPC(method, Message)                                \
  Rpc<wire::Message##Request, wire::Message##Response> method##_calls; \
  void method(wire::Message##Request request, workers::Reply<wire::Message##Response> reply) override;
  SKALD_FAKE_RPCS(SKALD_FAKE_RPC)
#undef SKALD_FAKE_RPC

 private:
  const bool in_process_;
  workers::LocalWorkers local_workers_;
  std::atomic<bool> is_shut_down_ = false;
};

/// The connection of one test. It is shut down at the test's end: calls that still wait would keep the
/// connection alive, and it them.
class FakeServer {
 public:
  explicit FakeServer(bool in_process = true);
  ~FakeServer() { connection_->shut_down(); }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  FakeConnection* operator->() const { return connection_.get(); }
  FakeConnection& operator*() const { return *connection_; }
  const std::shared_ptr<FakeConnection>& connection() const { return connection_; }

 private:
  const std::shared_ptr<FakeConnection> connection_;
};

}  // namespace skald::workers_tests
