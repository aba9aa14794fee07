#include "tests/differential/calls.h"

#include <functional>
#include <map>
#include <stdexcept>

#include <google/protobuf/any.pb.h>
#include <google/protobuf/util/json_util.h>
#include <temporal/api/errordetails/v1/message.pb.h>
#include <temporal/api/update/v1/message.pb.h>

namespace skald::tests {
namespace {

namespace json = boost::json;
namespace wire = service::wire;
using google::protobuf::Message;
using service::Service;

json::value to_json(const Message& message) {
  std::string text;
  if (const auto status = google::protobuf::util::MessageToJsonString(message, &text); !status.ok())
    throw std::runtime_error(status.ToString());
  return json::parse(text);
}

// As the front end of a port would spell them.
const char* grpc_code(Code code) {
  switch (code) {
    case Code::kInvalidArgument: return "INVALID_ARGUMENT";
    case Code::kNotFound: return "NOT_FOUND";
    case Code::kAlreadyExists: return "ALREADY_EXISTS";
    case Code::kFailedPrecondition: return "FAILED_PRECONDITION";
    case Code::kConflict: return "ABORTED";
    case Code::kResourceExhausted: return "RESOURCE_EXHAUSTED";
    case Code::kUnavailable: return "UNAVAILABLE";
    case Code::kUnknownOutcome: return "UNKNOWN";
    case Code::kDataLoss: return "DATA_LOSS";
    case Code::kDeadlineExceeded: return "DEADLINE_EXCEEDED";
    case Code::kPermissionDenied: return "PERMISSION_DENIED";
    case Code::kUnimplemented: return "UNIMPLEMENTED";
  }
  return "?";
}

json::object to_json(const Error& error) {
  json::object result{{"code", grpc_code(error.code)}, {"message", error.message}};
  if (error.detail.empty()) return result;
  google::protobuf::Any detail;
  if (!detail.ParseFromString(error.detail)) throw std::runtime_error("the detail is no Any");
  result["details"] = json::array{to_json(detail)};
  return result;
}

template <class Request, class Response, class Method>
std::shared_ptr<Answer> make(Service& service, const service::Caller& caller, Method method,
                             const json::value& body) {
  Request request;
  const auto status = google::protobuf::util::JsonStringToMessage(json::serialize(body), &request);
  if (!status.ok()) throw std::runtime_error(status.ToString());
  auto answer = std::make_shared<Answer>();
  (service.*method)(caller, std::move(request), [answer](Result<Response> result) {
    if (result.ok()) {
      answer->set({{"reply", to_json(*result)}});
    } else {
      answer->set({{"error", to_json(result.error())}});
    }
  });
  return answer;
}

using Maker = std::function<std::shared_ptr<Answer>(Service&, const service::Caller&, const json::value&)>;

#define SKALD_OPERATOR_CALL(method, Message)                                                           \
  {                                                                                                    \
#Message, [](Service& service, const service::Caller& caller, const json::value& body) {             \
      return make<service::operator_wire::Message##Request, service::operator_wire::Message##Response>( \
          service, caller, &Service::method, body);                                                    \
    } \
  }
#define SKALD_CALL(method, Message)                                                                    \
  {                                                                                                    \
#Message, [](Service& service, const service::Caller& caller, const json::value& body) {             \
      return make<wire::Message##Request, wire::Message##Response>(service, caller, &Service::method, body); \
    } \
  }

const std::map<std::string, Maker>& makers() {
  static const std::map<std::string, Maker> table{
      SKALD_CALL(start_workflow_execution, StartWorkflowExecution),
      SKALD_CALL(execute_multi_operation, ExecuteMultiOperation),
      SKALD_CALL(signal_workflow_execution, SignalWorkflowExecution),
      SKALD_CALL(request_cancel_workflow_execution, RequestCancelWorkflowExecution),
      SKALD_CALL(terminate_workflow_execution, TerminateWorkflowExecution),
      SKALD_CALL(describe_workflow_execution, DescribeWorkflowExecution),
      SKALD_CALL(get_workflow_execution_history, GetWorkflowExecutionHistory),
      SKALD_CALL(query_workflow, QueryWorkflow),
      SKALD_CALL(respond_query_task_completed, RespondQueryTaskCompleted),
      SKALD_CALL(update_workflow_execution, UpdateWorkflowExecution),
      SKALD_CALL(poll_workflow_execution_update, PollWorkflowExecutionUpdate),
      SKALD_CALL(poll_workflow_task_queue, PollWorkflowTaskQueue),
      SKALD_CALL(respond_workflow_task_completed, RespondWorkflowTaskCompleted),
      SKALD_CALL(respond_workflow_task_failed, RespondWorkflowTaskFailed),
      SKALD_CALL(poll_activity_task_queue, PollActivityTaskQueue),
      SKALD_CALL(respond_activity_task_completed, RespondActivityTaskCompleted),
      SKALD_CALL(respond_activity_task_failed, RespondActivityTaskFailed),
      SKALD_CALL(respond_activity_task_canceled, RespondActivityTaskCanceled),
      SKALD_CALL(record_activity_task_heartbeat, RecordActivityTaskHeartbeat),
      SKALD_CALL(signal_with_start_workflow_execution, SignalWithStartWorkflowExecution),
      SKALD_CALL(get_workflow_execution_history_reverse, GetWorkflowExecutionHistoryReverse),
      SKALD_CALL(reset_sticky_task_queue, ResetStickyTaskQueue),
      SKALD_CALL(respond_activity_task_completed_by_id, RespondActivityTaskCompletedById),
      SKALD_CALL(respond_activity_task_failed_by_id, RespondActivityTaskFailedById),
      SKALD_CALL(respond_activity_task_canceled_by_id, RespondActivityTaskCanceledById),
      SKALD_CALL(record_activity_task_heartbeat_by_id, RecordActivityTaskHeartbeatById),
      SKALD_CALL(register_namespace, RegisterNamespace),
      SKALD_CALL(describe_namespace, DescribeNamespace),
      SKALD_CALL(update_namespace, UpdateNamespace),
      SKALD_CALL(list_workflow_executions, ListWorkflowExecutions),
      SKALD_CALL(scan_workflow_executions, ScanWorkflowExecutions),
      SKALD_CALL(count_workflow_executions, CountWorkflowExecutions),
      SKALD_CALL(list_open_workflow_executions, ListOpenWorkflowExecutions),
      SKALD_CALL(list_closed_workflow_executions, ListClosedWorkflowExecutions),
      SKALD_CALL(list_archived_workflow_executions, ListArchivedWorkflowExecutions),
      SKALD_CALL(delete_workflow_execution, DeleteWorkflowExecution),
      SKALD_CALL(describe_task_queue, DescribeTaskQueue),
      SKALD_CALL(list_task_queue_partitions, ListTaskQueuePartitions),
      SKALD_OPERATOR_CALL(delete_namespace, DeleteNamespace),
      SKALD_OPERATOR_CALL(add_search_attributes, AddSearchAttributes),
      SKALD_OPERATOR_CALL(remove_search_attributes, RemoveSearchAttributes),
      SKALD_OPERATOR_CALL(list_search_attributes, ListSearchAttributes),
  };
  return table;
}
#undef SKALD_CALL
#undef SKALD_OPERATOR_CALL

}  // namespace

void Answer::set(boost::json::object value) {
  std::lock_guard lock(mutex_);
  value_ = std::move(value);
  changed_.notify_all();
}

std::optional<boost::json::object> Answer::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] { return value_.has_value(); });
  return value_;
}

std::shared_ptr<Answer> call(Service& service, const service::Caller& caller, const std::string& rpc,
                             const json::value& request) {
  const auto maker = makers().find(rpc);
  if (maker == makers().end()) throw std::runtime_error("no call is named " + rpc);
  return maker->second(service, caller, request);
}

void end_polls(Service& service, const std::string& worker_instance_key) {
  wire::ShutdownWorkerRequest request;
  request.set_namespace_("default");
  request.set_worker_instance_key(worker_instance_key);
  service.shutdown_worker({}, request, [](const auto&) {});
}

}  // namespace skald::tests
