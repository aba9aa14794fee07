#include "engine/server/methods.h"
#include "engine/server/unary.h"

namespace skald::server {
namespace {

using service::Service;

std::vector<Method> namespaces_and_server() {
  return {
      unary<&Service::get_system_info>("GetSystemInfo", Access::kHandshake),
      unary<&Service::get_cluster_info>("GetClusterInfo", Access::kHandshake),
      unary<&Service::describe_namespace>("DescribeNamespace", Access::kRead),
      unary<&Service::list_namespaces>("ListNamespaces", Access::kRead),
      unary<&Service::register_namespace>("RegisterNamespace", Access::kAdmin),
      unary<&Service::update_namespace>("UpdateNamespace", Access::kAdmin),
      absent("DeprecateNamespace", Access::kAdmin),
      unary<&Service::get_search_attributes>("GetSearchAttributes", Access::kRead),
  };
}

std::vector<Method> workflows() {
  return {
      unary<&Service::start_workflow_execution>("StartWorkflowExecution", Access::kWrite),
      unary<&Service::execute_multi_operation>("ExecuteMultiOperation", Access::kWrite),
      unary<&Service::signal_with_start_workflow_execution>("SignalWithStartWorkflowExecution",
                                                            Access::kWrite),
      unary<&Service::signal_workflow_execution>("SignalWorkflowExecution", Access::kWrite),
      unary<&Service::request_cancel_workflow_execution>("RequestCancelWorkflowExecution", Access::kWrite),
      unary<&Service::terminate_workflow_execution>("TerminateWorkflowExecution", Access::kWrite),
      absent("ResetWorkflowExecution", Access::kWrite),
      unary<&Service::delete_workflow_execution>("DeleteWorkflowExecution", Access::kWrite),
      unary<&Service::update_workflow_execution>("UpdateWorkflowExecution", Access::kWrite),
      unary<&Service::poll_workflow_execution_update>("PollWorkflowExecutionUpdate", Access::kRead),
      unary<&Service::query_workflow>("QueryWorkflow", Access::kRead),
      absent("UpdateWorkflowExecutionOptions", Access::kWrite),
      absent("PauseWorkflowExecution", Access::kWrite),
      absent("UnpauseWorkflowExecution", Access::kWrite),
      absent("PollWorkflowExecutionTimeSkipping", Access::kRead),
      unary<&Service::describe_workflow_execution>("DescribeWorkflowExecution", Access::kRead),
      unary<&Service::get_workflow_execution_history>("GetWorkflowExecutionHistory", Access::kRead),
      unary<&Service::get_workflow_execution_history_reverse>("GetWorkflowExecutionHistoryReverse",
                                                              Access::kRead),
  };
}

std::vector<Method> visibility() {
  return {
      unary<&Service::list_workflow_executions>("ListWorkflowExecutions", Access::kRead),
      unary<&Service::count_workflow_executions>("CountWorkflowExecutions", Access::kRead),
      unary<&Service::scan_workflow_executions>("ScanWorkflowExecutions", Access::kRead),
      unary<&Service::list_open_workflow_executions>("ListOpenWorkflowExecutions", Access::kRead),
      unary<&Service::list_closed_workflow_executions>("ListClosedWorkflowExecutions", Access::kRead),
      unary<&Service::list_archived_workflow_executions>("ListArchivedWorkflowExecutions", Access::kRead),
  };
}

std::vector<Method> tasks() {
  return {
      unary<&Service::poll_workflow_task_queue>("PollWorkflowTaskQueue", Access::kWorker),
      unary<&Service::respond_workflow_task_completed>("RespondWorkflowTaskCompleted", Access::kWorker),
      unary<&Service::respond_workflow_task_failed>("RespondWorkflowTaskFailed", Access::kWorker),
      unary<&Service::respond_query_task_completed>("RespondQueryTaskCompleted", Access::kWorker),
      unary<&Service::reset_sticky_task_queue>("ResetStickyTaskQueue", Access::kWorker),
      unary<&Service::poll_activity_task_queue>("PollActivityTaskQueue", Access::kWorker),
      unary<&Service::respond_activity_task_completed>("RespondActivityTaskCompleted", Access::kWorker),
      unary<&Service::respond_activity_task_completed_by_id>("RespondActivityTaskCompletedById",
                                                             Access::kWorker),
      unary<&Service::respond_activity_task_failed>("RespondActivityTaskFailed", Access::kWorker),
      unary<&Service::respond_activity_task_failed_by_id>("RespondActivityTaskFailedById", Access::kWorker),
      unary<&Service::respond_activity_task_canceled>("RespondActivityTaskCanceled", Access::kWorker),
      unary<&Service::respond_activity_task_canceled_by_id>("RespondActivityTaskCanceledById",
                                                            Access::kWorker),
      unary<&Service::record_activity_task_heartbeat>("RecordActivityTaskHeartbeat", Access::kWorker),
      unary<&Service::record_activity_task_heartbeat_by_id>("RecordActivityTaskHeartbeatById",
                                                            Access::kWorker),
      absent("PollNexusTaskQueue", Access::kWorker),
      absent("RespondNexusTaskCompleted", Access::kWorker),
      absent("RespondNexusTaskFailed", Access::kWorker),
  };
}

std::vector<Method> workers_and_queues() {
  return {
      unary<&Service::shutdown_worker>("ShutdownWorker", Access::kWorker),
      absent("RecordWorkerHeartbeat", Access::kWorker),
      absent("FetchWorkerConfig", Access::kRead),
      absent("UpdateWorkerConfig", Access::kAdmin),
      absent("ListWorkers", Access::kRead),
      absent("CountWorkers", Access::kRead),
      absent("DescribeWorker", Access::kRead),
      unary<&Service::describe_task_queue>("DescribeTaskQueue", Access::kRead),
      unary<&Service::list_task_queue_partitions>("ListTaskQueuePartitions", Access::kRead),
      absent("UpdateTaskQueueConfig", Access::kAdmin),
  };
}

std::vector<Method> activities() {
  return {
      absent("UpdateActivityOptions", Access::kWrite),
      absent("PauseActivity", Access::kWrite),
      absent("UnpauseActivity", Access::kWrite),
      absent("ResetActivity", Access::kWrite),
      absent("StartActivityExecution", Access::kWrite),
      absent("DescribeActivityExecution", Access::kRead),
      absent("PollActivityExecution", Access::kRead),
      absent("ListActivityExecutions", Access::kRead),
      absent("CountActivityExecutions", Access::kRead),
      absent("RequestCancelActivityExecution", Access::kWrite),
      absent("TerminateActivityExecution", Access::kWrite),
      absent("DeleteActivityExecution", Access::kWrite),
      absent("PauseActivityExecution", Access::kWrite),
      absent("ResetActivityExecution", Access::kWrite),
      absent("UnpauseActivityExecution", Access::kWrite),
      absent("UpdateActivityExecutionOptions", Access::kWrite),
  };
}

std::vector<Method> nexus_operations() {
  return {
      absent("StartNexusOperationExecution", Access::kWrite),
      absent("DescribeNexusOperationExecution", Access::kRead),
      absent("PollNexusOperationExecution", Access::kRead),
      absent("ListNexusOperationExecutions", Access::kRead),
      absent("CountNexusOperationExecutions", Access::kRead),
      absent("RequestCancelNexusOperationExecution", Access::kWrite),
      absent("TerminateNexusOperationExecution", Access::kWrite),
      absent("DeleteNexusOperationExecution", Access::kWrite),
  };
}

std::vector<Method> schedules_batches_and_rules() {
  return {
      absent("CreateSchedule", Access::kWrite),
      absent("DescribeSchedule", Access::kRead),
      absent("UpdateSchedule", Access::kWrite),
      absent("PatchSchedule", Access::kWrite),
      absent("ListScheduleMatchingTimes", Access::kRead),
      absent("DeleteSchedule", Access::kWrite),
      absent("ListSchedules", Access::kRead),
      absent("CountSchedules", Access::kRead),
      absent("StartBatchOperation", Access::kWrite),
      absent("StopBatchOperation", Access::kWrite),
      absent("DescribeBatchOperation", Access::kRead),
      absent("ListBatchOperations", Access::kRead),
      absent("CreateWorkflowRule", Access::kAdmin),
      absent("DescribeWorkflowRule", Access::kRead),
      absent("DeleteWorkflowRule", Access::kAdmin),
      absent("ListWorkflowRules", Access::kRead),
      absent("TriggerWorkflowRule", Access::kAdmin),
  };
}

std::vector<Method> versioning() {
  return {
      absent("UpdateWorkerBuildIdCompatibility", Access::kAdmin),
      absent("GetWorkerBuildIdCompatibility", Access::kRead),
      absent("UpdateWorkerVersioningRules", Access::kAdmin),
      absent("GetWorkerVersioningRules", Access::kRead),
      absent("GetWorkerTaskReachability", Access::kRead),
      absent("DescribeDeployment", Access::kRead),
      absent("ListDeployments", Access::kRead),
      absent("GetDeploymentReachability", Access::kRead),
      absent("GetCurrentDeployment", Access::kRead),
      absent("SetCurrentDeployment", Access::kAdmin),
      absent("DescribeWorkerDeployment", Access::kRead),
      absent("ListWorkerDeployments", Access::kRead),
      absent("CreateWorkerDeployment", Access::kAdmin),
      absent("DeleteWorkerDeployment", Access::kAdmin),
      absent("DescribeWorkerDeploymentVersion", Access::kRead),
      absent("CreateWorkerDeploymentVersion", Access::kAdmin),
      absent("DeleteWorkerDeploymentVersion", Access::kAdmin),
      absent("SetWorkerDeploymentCurrentVersion", Access::kAdmin),
      absent("SetWorkerDeploymentRampingVersion", Access::kAdmin),
      absent("UpdateWorkerDeploymentVersionMetadata", Access::kAdmin),
      absent("UpdateWorkerDeploymentVersionComputeConfig", Access::kAdmin),
      absent("ValidateWorkerDeploymentVersionComputeConfig", Access::kAdmin),
      absent("SetWorkerDeploymentManager", Access::kAdmin),
  };
}

}  // namespace

const MethodTable& workflow_service_methods() {
  static const MethodTable table = [] {
    MethodTable all{"temporal.api.workflowservice.v1.WorkflowService", {}};
    for (auto group : {namespaces_and_server, workflows, visibility, tasks, workers_and_queues, activities,
                       nexus_operations, schedules_batches_and_rules, versioning}) {
      for (Method& method : group()) all.methods.push_back(std::move(method));
    }
    return all;
  }();
  return table;
}

}  // namespace skald::server
