#include "workers/grpc/grpc_connection.h"

#include <atomic>
#include <thread>
#include <type_traits>
#include <utility>

#include "engine/api/text_check.h"
#include "skald/version.h"
#include "workers/grpc/calls.h"
#include "workers/grpc/channel.h"
#include "workers/grpc/wire_error.h"
#include "workers/local_workers.h"

namespace skald::workers {
namespace {

/// Longer than servers hold a call that waits for something (a minute).
constexpr Duration kLongPollLimit = std::chrono::seconds(70);
/// Longer than servers wait for a worker's answer to a query or update (30 s).
constexpr Duration kWorkerAnswerLimit = std::chrono::seconds(40);
constexpr Duration kLimit = std::chrono::seconds(10);

/// A name that no server has rules about versions for.
constexpr char kClientName[] = "skald-cpp";

Error closed() { return Error{Code::kUnavailable, "the connection is closed", {}}; }

template <class Request, class Response>
struct TypedCall : Call {
  Request request;
  Response response;
};

template <class Request>
Duration limit_of(const Request& request) {
  if constexpr (std::is_same_v<Request, wire::GetWorkflowExecutionHistoryRequest>) {
    return request.wait_new_event() ? kLongPollLimit : kLimit;
  } else if constexpr (std::is_same_v<Request, wire::PollWorkflowExecutionUpdateRequest>) {
    return kLongPollLimit;
  } else if constexpr (std::is_same_v<Request, wire::QueryWorkflowRequest> ||
                       std::is_same_v<Request, wire::UpdateWorkflowExecutionRequest>) {
    return kWorkerAnswerLimit;
  } else {
    return kLimit;
  }
}

/// What replies need, also after the connection's end.
struct Facts {
  std::string target;
  std::atomic<bool> takes_sdk_metadata = false;
  std::atomic<bool> starts_eagerly = false;
  std::atomic<bool> closed = false;
};

/// True if a call that was not answered in time has changed nothing.
template <class Request>
constexpr bool only_reads() {
  return std::is_same_v<Request, wire::QueryWorkflowRequest> ||
         std::is_same_v<Request, wire::DescribeWorkflowExecutionRequest> ||
         std::is_same_v<Request, wire::GetWorkflowExecutionHistoryRequest> ||
         std::is_same_v<Request, wire::ListWorkflowExecutionsRequest> ||
         std::is_same_v<Request, wire::CountWorkflowExecutionsRequest> ||
         std::is_same_v<Request, wire::DescribeTaskQueueRequest>;
}

class Remote final : public GrpcConnection {
 public:
  Remote(std::string target, const ConnectOptions& options)
      : defaults_{options.namespace_name, options.identity},
        authorization_(options.api_key.empty() ? "" : "Bearer " + options.api_key),
        calls_(std::make_unique<Calls>(make_channel(target, options))) {
    facts_->target = std::move(target);
  }

  ~Remote() override {
    facts_->closed = true;
    calls_->close();
    if (Calls::is_in_reply()) {
      // The last owner was a reply, which cannot wait for its own end.
      std::thread([calls = std::move(calls_)] { calls->wait(); }).detach();
    } else {
      calls_->wait();
    }
  }

  bool in_process() const override { return false; }
  std::string target() const override { return facts_->target; }
  bool is_shut_down() const override { return facts_->closed; }
  ConnectionDefaults defaults() const override { return defaults_; }
  bool takes_sdk_metadata() const override { return facts_->takes_sdk_metadata; }
  LocalWorkers* local_workers() override { return facts_->starts_eagerly ? &local_workers_ : nullptr; }

  void introduce(Duration limit, std::function<void(Status)> ready) override {
    begin<wire::GetSystemInfoRequest, wire::GetSystemInfoResponse>(
        "GetSystemInfo", {}, limit,
        [facts = facts_, ready = std::move(ready)](const grpc::Status& status,
                                                   wire::GetSystemInfoResponse& info) {
          // Servers older than this call have none of the capabilities.
          if (!status.ok() && status.error_code() != grpc::StatusCode::UNIMPLEMENTED)
            return ready(to_error(status, "GetSystemInfo", facts->target));
          facts->takes_sdk_metadata = info.capabilities().sdk_metadata();
          facts->starts_eagerly = info.capabilities().eager_workflow_start();
          ready({});
        });
  }

#define SKALD_CALL(method, Message)                                                                        \
  void method(wire::Message##Request request, Reply<wire::Message##Response> reply) override {             \
    if (const std::string bad = api::find_bad_text(request); !bad.empty())                                 \
      return reply(Error{Code::kInvalidArgument, "SKALD2001: " + bad + " is not UTF-8", {}});              \
    call<wire::Message##Request, wire::Message##Response>(#Message, std::move(request), std::move(reply)); \
  }
#define SKALD_POLL(method, Message)                                                                        \
  void method(wire::Message##Request request, Reply<wire::Message##Response> reply) override {             \
    poll<wire::Message##Request, wire::Message##Response>(#Message, std::move(request), std::move(reply)); \
  }
  SKALD_CALL(get_system_info, GetSystemInfo)
  SKALD_CALL(describe_namespace, DescribeNamespace)
  SKALD_CALL(list_namespaces, ListNamespaces)
  SKALD_CALL(register_namespace, RegisterNamespace)
  SKALD_CALL(describe_task_queue, DescribeTaskQueue)
  SKALD_CALL(start_workflow_execution, StartWorkflowExecution)
  SKALD_CALL(signal_workflow_execution, SignalWorkflowExecution)
  SKALD_CALL(signal_with_start_workflow_execution, SignalWithStartWorkflowExecution)
  SKALD_CALL(query_workflow, QueryWorkflow)
  SKALD_CALL(update_workflow_execution, UpdateWorkflowExecution)
  SKALD_CALL(poll_workflow_execution_update, PollWorkflowExecutionUpdate)
  SKALD_CALL(request_cancel_workflow_execution, RequestCancelWorkflowExecution)
  SKALD_CALL(terminate_workflow_execution, TerminateWorkflowExecution)
  SKALD_CALL(describe_workflow_execution, DescribeWorkflowExecution)
  SKALD_CALL(get_workflow_execution_history, GetWorkflowExecutionHistory)
  SKALD_CALL(list_workflow_executions, ListWorkflowExecutions)
  SKALD_CALL(count_workflow_executions, CountWorkflowExecutions)
  SKALD_POLL(poll_workflow_task_queue, PollWorkflowTaskQueue)
  SKALD_CALL(respond_workflow_task_completed, RespondWorkflowTaskCompleted)
  SKALD_CALL(respond_workflow_task_failed, RespondWorkflowTaskFailed)
  SKALD_CALL(respond_query_task_completed, RespondQueryTaskCompleted)
  SKALD_POLL(poll_activity_task_queue, PollActivityTaskQueue)
  SKALD_CALL(respond_activity_task_completed, RespondActivityTaskCompleted)
  SKALD_CALL(respond_activity_task_failed, RespondActivityTaskFailed)
  SKALD_CALL(respond_activity_task_canceled, RespondActivityTaskCanceled)
  SKALD_CALL(record_activity_task_heartbeat, RecordActivityTaskHeartbeat)
  SKALD_CALL(shutdown_worker, ShutdownWorker)
#undef SKALD_POLL
#undef SKALD_CALL

  void cancel_polls(const std::string& worker_instance_key) override {
    calls_->cancel_polls(worker_instance_key);
  }

  void shut_down() override {
    facts_->closed = true;
    calls_->close();
    calls_->wait();
  }

 private:
  template <class Request, class Response>
  void call(const char* method, Request request, Reply<Response> reply) {
    const Duration limit = limit_of(request);
    const bool waits = std::is_same_v<Request, wire::GetWorkflowExecutionHistoryRequest> && limit != kLimit;
    begin<Request, Response>(method, std::move(request), limit,
                             [facts = facts_, method, waits, reply = std::move(reply)](
                                 const grpc::Status& status, Response& response) {
                               if (status.ok()) return reply(std::move(response));
                               if (facts->closed) return reply(closed());
                               Error error = to_error(status, method, facts->target);
                               const bool was_late = error.code == Code::kUnknownOutcome;
                               if (was_late && only_reads<Request>()) error.code = Code::kDeadlineExceeded;
                               // Nothing happened for long: to be asked again.
                               if (was_late && waits) error.code = Code::kUnavailable;
                               reply(std::move(error));
                             });
  }

  template <class Request, class Response>
  void poll(const char* method, Request request, Reply<Response> reply) {
    begin<Request, Response>(
        method, std::move(request), kLongPollLimit,
        [facts = facts_, method, reply = std::move(reply)](const grpc::Status& status, Response& response) {
          if (status.ok()) return reply(std::move(response));
          if (facts->closed) return reply(closed());
          const bool was_in_vain = status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
                                   status.error_code() == grpc::StatusCode::CANCELLED;
          if (was_in_vain) return reply(Response());
          reply(to_error(status, method, facts->target));
        });
  }

  template <class Request, class Response, class Answered>
  void begin(const char* method, Request request, Duration limit, Answered answered) {
    auto call = std::make_shared<TypedCall<Request, Response>>();
    call->method = method;
    call->limit = limit;
    call->request = std::move(request);
    if constexpr (requires { call->request.worker_instance_key(); }) {
      call->worker = call->request.worker_instance_key();
    }
    call->context.AddMetadata("client-name", kClientName);
    call->context.AddMetadata("client-version", SKALD_VERSION);
    if (!authorization_.empty()) call->context.AddMetadata("authorization", authorization_);
    if constexpr (requires { call->request.namespace_(); }) {
      if (fits_header(call->request.namespace_()))
        call->context.AddMetadata("temporal-namespace", call->request.namespace_());
    }
    TypedCall<Request, Response>& messages = *call;
    calls_->begin(call, messages.request, messages.response,
                  [call, answered = std::move(answered)](const grpc::Status& status) {
                    answered(status, call->response);
                  });
  }

  const std::shared_ptr<Facts> facts_ = std::make_shared<Facts>();
  const ConnectionDefaults defaults_;
  const std::string authorization_;
  LocalWorkers local_workers_;
  std::unique_ptr<Calls> calls_;
};

}  // namespace

std::shared_ptr<GrpcConnection> GrpcConnection::make(const std::string& address,
                                                     const ConnectOptions& options) {
  return std::make_shared<Remote>(address, options);
}

}  // namespace skald::workers
