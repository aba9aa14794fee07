#pragma once

#include <functional>
#include <string>

#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "engine/base/result.h"

namespace skald::workers {

namespace wire = ::temporal::api::workflowservice::v1;

/// Takes the answer of a call, once. May run on any thread of the connection, also before the call returns;
/// it must not block.
template <class Response>
using Reply = std::function<void(Result<Response>)>;

/// What workers and clients use that say nothing themselves.
struct ConnectionDefaults {
  std::string namespace_name = "default";
  std::string identity = {};  ///< Empty: "pid@host".
};

class LocalWorkers;

/// The WorkflowService RPCs that workers and clients use, asynchronous, with Temporal's messages. The engine
/// in the process and a gRPC channel implement it; workers and clients know nothing else. Any thread may
/// call.
///
/// Poll calls answer an empty message when there was no task for the server's long-poll time. After
/// shut_down() every call, also those under way, answers kUnavailable.
class Connection {
 public:
  virtual ~Connection() = default;

  /// True if the workers on this connection end with the engine's process (design 3.3, incarnations).
  virtual bool in_process() const = 0;
  /// Where it leads, for messages: "orders.db" or "localhost:7233".
  virtual std::string target() const = 0;
  /// shut_down() was called: what answers kUnavailable now does so for good.
  virtual bool is_shut_down() const = 0;
  virtual ConnectionDefaults defaults() const { return {}; }
  /// False: the server is too old to take flags and the SDK's name with the first task of a run.
  virtual bool takes_sdk_metadata() const { return true; }
  /// Where starts find the workers to which the first task may come with their answer. Null: there is nothing
  /// to be gained by that, or the server does not know it.
  virtual LocalWorkers* local_workers() { return nullptr; }

  virtual void get_system_info(wire::GetSystemInfoRequest, Reply<wire::GetSystemInfoResponse>) = 0;
  virtual void describe_namespace(wire::DescribeNamespaceRequest, Reply<wire::DescribeNamespaceResponse>) = 0;

  virtual void list_namespaces(wire::ListNamespacesRequest, Reply<wire::ListNamespacesResponse>) = 0;
  virtual void register_namespace(wire::RegisterNamespaceRequest, Reply<wire::RegisterNamespaceResponse>) = 0;
  virtual void describe_task_queue(wire::DescribeTaskQueueRequest,
                                   Reply<wire::DescribeTaskQueueResponse>) = 0;

  virtual void start_workflow_execution(wire::StartWorkflowExecutionRequest,
                                        Reply<wire::StartWorkflowExecutionResponse>) = 0;
  virtual void signal_workflow_execution(wire::SignalWorkflowExecutionRequest,
                                         Reply<wire::SignalWorkflowExecutionResponse>) = 0;
  virtual void signal_with_start_workflow_execution(
      wire::SignalWithStartWorkflowExecutionRequest,
      Reply<wire::SignalWithStartWorkflowExecutionResponse>) = 0;
  virtual void query_workflow(wire::QueryWorkflowRequest, Reply<wire::QueryWorkflowResponse>) = 0;
  virtual void update_workflow_execution(wire::UpdateWorkflowExecutionRequest,
                                         Reply<wire::UpdateWorkflowExecutionResponse>) = 0;
  virtual void poll_workflow_execution_update(wire::PollWorkflowExecutionUpdateRequest,
                                              Reply<wire::PollWorkflowExecutionUpdateResponse>) = 0;
  virtual void request_cancel_workflow_execution(wire::RequestCancelWorkflowExecutionRequest,
                                                 Reply<wire::RequestCancelWorkflowExecutionResponse>) = 0;
  virtual void terminate_workflow_execution(wire::TerminateWorkflowExecutionRequest,
                                            Reply<wire::TerminateWorkflowExecutionResponse>) = 0;
  virtual void describe_workflow_execution(wire::DescribeWorkflowExecutionRequest,
                                           Reply<wire::DescribeWorkflowExecutionResponse>) = 0;
  virtual void get_workflow_execution_history(wire::GetWorkflowExecutionHistoryRequest,
                                              Reply<wire::GetWorkflowExecutionHistoryResponse>) = 0;
  virtual void list_workflow_executions(wire::ListWorkflowExecutionsRequest,
                                        Reply<wire::ListWorkflowExecutionsResponse>) = 0;
  virtual void count_workflow_executions(wire::CountWorkflowExecutionsRequest,
                                         Reply<wire::CountWorkflowExecutionsResponse>) = 0;

  virtual void poll_workflow_task_queue(wire::PollWorkflowTaskQueueRequest,
                                        Reply<wire::PollWorkflowTaskQueueResponse>) = 0;
  virtual void respond_workflow_task_completed(wire::RespondWorkflowTaskCompletedRequest,
                                               Reply<wire::RespondWorkflowTaskCompletedResponse>) = 0;
  virtual void respond_workflow_task_failed(wire::RespondWorkflowTaskFailedRequest,
                                            Reply<wire::RespondWorkflowTaskFailedResponse>) = 0;
  virtual void respond_query_task_completed(wire::RespondQueryTaskCompletedRequest,
                                            Reply<wire::RespondQueryTaskCompletedResponse>) = 0;
  virtual void poll_activity_task_queue(wire::PollActivityTaskQueueRequest,
                                        Reply<wire::PollActivityTaskQueueResponse>) = 0;
  virtual void respond_activity_task_completed(wire::RespondActivityTaskCompletedRequest,
                                               Reply<wire::RespondActivityTaskCompletedResponse>) = 0;
  virtual void respond_activity_task_failed(wire::RespondActivityTaskFailedRequest,
                                            Reply<wire::RespondActivityTaskFailedResponse>) = 0;
  virtual void respond_activity_task_canceled(wire::RespondActivityTaskCanceledRequest,
                                              Reply<wire::RespondActivityTaskCanceledResponse>) = 0;
  virtual void record_activity_task_heartbeat(wire::RecordActivityTaskHeartbeatRequest,
                                              Reply<wire::RecordActivityTaskHeartbeatResponse>) = 0;
  virtual void shutdown_worker(wire::ShutdownWorkerRequest, Reply<wire::ShutdownWorkerResponse>) = 0;

  /// Ends the polls of the worker with this instance key; each answers an empty message. For servers that do
  /// not do so themselves at shutdown_worker.
  virtual void cancel_polls(const std::string& /*worker_instance_key*/) {}

  /// Ends every call under way with kUnavailable and refuses new ones. Returns when no reply runs any more.
  virtual void shut_down() = 0;
};

}  // namespace skald::workers
