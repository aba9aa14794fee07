#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "engine/base/result.h"
#include "engine/runtime/engine.h"
#include "engine/service/caller.h"

/// Temporal's WorkflowService on an engine: validate, ask the runtime, answer. One file for each group of
/// RPCs.
namespace skald::service {

namespace wire = ::temporal::api::workflowservice::v1;

/// Takes the answer, once, on a thread of the engine (or on the caller's before the call returns). Must not
/// block.
template <class Response>
using Reply = std::function<void(Result<Response>)>;

/// Any thread may call. Semantics, checks and texts are those of Temporal's server 1.32 (rpc table: its API).
class Service {
 public:
  explicit Service(runtime::Engine& engine) : engine_(engine) {}

  // system.cpp
  void get_system_info(const Caller&, const wire::GetSystemInfoRequest&,
                       const Reply<wire::GetSystemInfoResponse>&);
  void describe_namespace(const Caller&, const wire::DescribeNamespaceRequest&,
                          const Reply<wire::DescribeNamespaceResponse>&);

  // start.cpp
  void start_workflow_execution(const Caller&, wire::StartWorkflowExecutionRequest,
                                Reply<wire::StartWorkflowExecutionResponse>);

  // requests.cpp: what outsiders ask of a run
  void signal_workflow_execution(const Caller&, wire::SignalWorkflowExecutionRequest,
                                 Reply<wire::SignalWorkflowExecutionResponse>);
  void request_cancel_workflow_execution(const Caller&, wire::RequestCancelWorkflowExecutionRequest,
                                         Reply<wire::RequestCancelWorkflowExecutionResponse>);
  void terminate_workflow_execution(const Caller&, wire::TerminateWorkflowExecutionRequest,
                                    Reply<wire::TerminateWorkflowExecutionResponse>);

  // describe.cpp
  void describe_workflow_execution(const Caller&, const wire::DescribeWorkflowExecutionRequest&,
                                   Reply<wire::DescribeWorkflowExecutionResponse>);
  // history.cpp
  void get_workflow_execution_history(const Caller&, wire::GetWorkflowExecutionHistoryRequest,
                                      Reply<wire::GetWorkflowExecutionHistoryResponse>);
  // visibility.cpp
  void list_workflow_executions(const Caller&, const wire::ListWorkflowExecutionsRequest&,
                                Reply<wire::ListWorkflowExecutionsResponse>);
  void count_workflow_executions(const Caller&, const wire::CountWorkflowExecutionsRequest&,
                                 Reply<wire::CountWorkflowExecutionsResponse>);

  // workflow_task.cpp
  void poll_workflow_task_queue(const Caller&, wire::PollWorkflowTaskQueueRequest,
                                Reply<wire::PollWorkflowTaskQueueResponse>);
  void respond_workflow_task_completed(const Caller&, wire::RespondWorkflowTaskCompletedRequest,
                                       Reply<wire::RespondWorkflowTaskCompletedResponse>);
  void respond_workflow_task_failed(const Caller&, wire::RespondWorkflowTaskFailedRequest,
                                    Reply<wire::RespondWorkflowTaskFailedResponse>);

  // activity_task.cpp
  void poll_activity_task_queue(const Caller&, wire::PollActivityTaskQueueRequest,
                                Reply<wire::PollActivityTaskQueueResponse>);
  void respond_activity_task_completed(const Caller&, wire::RespondActivityTaskCompletedRequest,
                                       Reply<wire::RespondActivityTaskCompletedResponse>);
  void respond_activity_task_failed(const Caller&, wire::RespondActivityTaskFailedRequest,
                                    Reply<wire::RespondActivityTaskFailedResponse>);
  void respond_activity_task_canceled(const Caller&, wire::RespondActivityTaskCanceledRequest,
                                      Reply<wire::RespondActivityTaskCanceledResponse>);
  void record_activity_task_heartbeat(const Caller&, wire::RecordActivityTaskHeartbeatRequest,
                                      Reply<wire::RecordActivityTaskHeartbeatResponse>);

  // worker.cpp
  void shutdown_worker(const Caller&, const wire::ShutdownWorkerRequest&,
                       const Reply<wire::ShutdownWorkerResponse>&);

 private:
  runtime::Engine& engine_;
};

}  // namespace skald::service
