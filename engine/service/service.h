#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <temporal/api/operatorservice/v1/request_response.pb.h>
#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "engine/base/result.h"
#include "engine/runtime/engine.h"
#include "engine/service/caller.h"

/// Temporal's WorkflowService on an engine: validate, ask the runtime, answer. One file for each group of
/// RPCs.
namespace skald::service {

namespace wire = ::temporal::api::workflowservice::v1;
namespace operator_wire = ::temporal::api::operatorservice::v1;

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
  void get_cluster_info(const Caller&, const wire::GetClusterInfoRequest&,
                        const Reply<wire::GetClusterInfoResponse>&);
  void list_clusters(const Caller&, const operator_wire::ListClustersRequest&,
                     const Reply<operator_wire::ListClustersResponse>&);

  // namespaces.cpp
  void describe_namespace(const Caller&, const wire::DescribeNamespaceRequest&,
                          const Reply<wire::DescribeNamespaceResponse>&);
  void list_namespaces(const Caller&, const wire::ListNamespacesRequest&,
                       const Reply<wire::ListNamespacesResponse>&);
  // change_namespaces.cpp
  void register_namespace(const Caller&, wire::RegisterNamespaceRequest,
                          Reply<wire::RegisterNamespaceResponse>);
  void update_namespace(const Caller&, wire::UpdateNamespaceRequest, Reply<wire::UpdateNamespaceResponse>);
  void delete_namespace(const Caller&, const operator_wire::DeleteNamespaceRequest&,
                        Reply<operator_wire::DeleteNamespaceResponse>);

  // search_attributes.cpp
  void get_search_attributes(const Caller&, const wire::GetSearchAttributesRequest&,
                             const Reply<wire::GetSearchAttributesResponse>&);
  void list_search_attributes(const Caller&, const operator_wire::ListSearchAttributesRequest&,
                              const Reply<operator_wire::ListSearchAttributesResponse>&);
  void add_search_attributes(const Caller&, operator_wire::AddSearchAttributesRequest,
                             Reply<operator_wire::AddSearchAttributesResponse>);
  void remove_search_attributes(const Caller&, operator_wire::RemoveSearchAttributesRequest,
                                Reply<operator_wire::RemoveSearchAttributesResponse>);

  // start.cpp
  void start_workflow_execution(const Caller&, wire::StartWorkflowExecutionRequest,
                                Reply<wire::StartWorkflowExecutionResponse>);

  // signal_with_start.cpp
  void signal_with_start_workflow_execution(const Caller&, wire::SignalWithStartWorkflowExecutionRequest,
                                            Reply<wire::SignalWithStartWorkflowExecutionResponse>);

  // multi_operation.cpp
  void execute_multi_operation(const Caller&, wire::ExecuteMultiOperationRequest,
                               Reply<wire::ExecuteMultiOperationResponse>);

  // requests.cpp: what outsiders ask of a run
  void signal_workflow_execution(const Caller&, wire::SignalWorkflowExecutionRequest,
                                 Reply<wire::SignalWorkflowExecutionResponse>);
  void request_cancel_workflow_execution(const Caller&, wire::RequestCancelWorkflowExecutionRequest,
                                         Reply<wire::RequestCancelWorkflowExecutionResponse>);
  void terminate_workflow_execution(const Caller&, wire::TerminateWorkflowExecutionRequest,
                                    Reply<wire::TerminateWorkflowExecutionResponse>);
  void reset_sticky_task_queue(const Caller&, wire::ResetStickyTaskQueueRequest,
                               Reply<wire::ResetStickyTaskQueueResponse>);

  // query.cpp
  void query_workflow(const Caller&, wire::QueryWorkflowRequest, Reply<wire::QueryWorkflowResponse>);
  void respond_query_task_completed(const Caller&, wire::RespondQueryTaskCompletedRequest,
                                    Reply<wire::RespondQueryTaskCompletedResponse>);
  // update.cpp
  void update_workflow_execution(const Caller&, wire::UpdateWorkflowExecutionRequest,
                                 Reply<wire::UpdateWorkflowExecutionResponse>);
  void poll_workflow_execution_update(const Caller&, wire::PollWorkflowExecutionUpdateRequest,
                                      Reply<wire::PollWorkflowExecutionUpdateResponse>);

  // describe.cpp
  void describe_workflow_execution(const Caller&, const wire::DescribeWorkflowExecutionRequest&,
                                   Reply<wire::DescribeWorkflowExecutionResponse>);
  // history.cpp
  void get_workflow_execution_history(const Caller&, wire::GetWorkflowExecutionHistoryRequest,
                                      Reply<wire::GetWorkflowExecutionHistoryResponse>);
  // history_reverse.cpp
  void get_workflow_execution_history_reverse(const Caller&,
                                              const wire::GetWorkflowExecutionHistoryReverseRequest&,
                                              Reply<wire::GetWorkflowExecutionHistoryReverseResponse>);
  // visibility.cpp
  void list_workflow_executions(const Caller&, const wire::ListWorkflowExecutionsRequest&,
                                Reply<wire::ListWorkflowExecutionsResponse>);
  void scan_workflow_executions(const Caller&, const wire::ScanWorkflowExecutionsRequest&,
                                Reply<wire::ScanWorkflowExecutionsResponse>);
  void list_open_workflow_executions(const Caller&, const wire::ListOpenWorkflowExecutionsRequest&,
                                     Reply<wire::ListOpenWorkflowExecutionsResponse>);
  void list_closed_workflow_executions(const Caller&, const wire::ListClosedWorkflowExecutionsRequest&,
                                       Reply<wire::ListClosedWorkflowExecutionsResponse>);
  void list_archived_workflow_executions(const Caller&, const wire::ListArchivedWorkflowExecutionsRequest&,
                                         const Reply<wire::ListArchivedWorkflowExecutionsResponse>&);
  void count_workflow_executions(const Caller&, const wire::CountWorkflowExecutionsRequest&,
                                 Reply<wire::CountWorkflowExecutionsResponse>);

  // delete.cpp
  void delete_workflow_execution(const Caller&, const wire::DeleteWorkflowExecutionRequest&,
                                 Reply<wire::DeleteWorkflowExecutionResponse>);

  // task_queues.cpp
  void describe_task_queue(const Caller&, const wire::DescribeTaskQueueRequest&,
                           const Reply<wire::DescribeTaskQueueResponse>&);
  void list_task_queue_partitions(const Caller&, const wire::ListTaskQueuePartitionsRequest&,
                                  const Reply<wire::ListTaskQueuePartitionsResponse>&);

  // workflow_task.cpp
  void poll_workflow_task_queue(const Caller&, wire::PollWorkflowTaskQueueRequest,
                                Reply<wire::PollWorkflowTaskQueueResponse>);
  // complete_workflow_task.cpp
  void respond_workflow_task_completed(const Caller&, wire::RespondWorkflowTaskCompletedRequest,
                                       Reply<wire::RespondWorkflowTaskCompletedResponse>);
  // workflow_task.cpp
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

  // activity_by_id.cpp
  void respond_activity_task_completed_by_id(const Caller&,
                                             const wire::RespondActivityTaskCompletedByIdRequest&,
                                             Reply<wire::RespondActivityTaskCompletedByIdResponse>);
  void respond_activity_task_failed_by_id(const Caller&, const wire::RespondActivityTaskFailedByIdRequest&,
                                          Reply<wire::RespondActivityTaskFailedByIdResponse>);
  void respond_activity_task_canceled_by_id(const Caller&,
                                            const wire::RespondActivityTaskCanceledByIdRequest&,
                                            Reply<wire::RespondActivityTaskCanceledByIdResponse>);
  void record_activity_task_heartbeat_by_id(const Caller&,
                                            const wire::RecordActivityTaskHeartbeatByIdRequest&,
                                            Reply<wire::RecordActivityTaskHeartbeatByIdResponse>);

  // worker.cpp
  void shutdown_worker(const Caller&, const wire::ShutdownWorkerRequest&,
                       const Reply<wire::ShutdownWorkerResponse>&);

 private:
  runtime::Engine& engine_;
};

}  // namespace skald::service
