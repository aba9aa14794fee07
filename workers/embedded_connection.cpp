#include "workers/embedded_connection.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/api/text_check.h"
#include "engine/base/assert.h"
#include "engine/service/service.h"

namespace skald::workers {
namespace {

Error not_text(const std::string& field) {
  return Error{Code::kInvalidArgument, "SKALD2001: " + field + " is not UTF-8", {}};
}

Error closed() { return Error{Code::kUnavailable, "the engine is closed", {}}; }

// Replies that run on this thread. The engine's threads cannot wait for themselves to end.
thread_local int replies_here = 0;

/// Answers exactly once: if the engine drops the call (it closes), the caller hears so.
template <class Response>
class Call {
 public:
  explicit Call(Reply<Response> reply) : reply_(std::move(reply)) {}
  ~Call() {
    if (reply_) answer(closed());
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  void answer(Result<Response> result) {
    ++replies_here;
    std::exchange(reply_, nullptr)(std::move(result));
    --replies_here;
  }

 private:
  Reply<Response> reply_;
};

class Embedded final : public EmbeddedConnection {
 public:
  Embedded(std::unique_ptr<runtime::Engine> engine, std::string target)
      : target_(std::move(target)), engine_(std::move(engine)), service_(*engine_) {}
  ~Embedded() override { shut_down(); }

  bool in_process() const override { return true; }
  std::string target() const override { return target_; }
  bool is_shut_down() const override { return closed_; }
  runtime::Engine* engine() override { return engine_.get(); }

  bool use(const std::function<void(runtime::Engine&)>& look) override {
    const Entering entering(entering_);
    if (closed_.load()) return false;
    look(*engine_);
    return true;
  }

  // Nobody parses what comes this way; over a wire protobuf itself would refuse it. Texts of workers need no
  // look: their names are checked when they are made, and what the code commands before it is sent.
#define SKALD_FORWARD_CHECKED(method, Message)                                                          \
  void method(wire::Message##Request request, Reply<wire::Message##Response> reply) override {          \
    if (const std::string bad = api::find_bad_text(request); !bad.empty()) return reply(not_text(bad)); \
    forward<wire::Message##Response>(&service::Service::method, std::move(request), std::move(reply));  \
  }
#define SKALD_FORWARD(method, Message)                                                                 \
  void method(wire::Message##Request request, Reply<wire::Message##Response> reply) override {         \
    forward<wire::Message##Response>(&service::Service::method, std::move(request), std::move(reply)); \
  }
  SKALD_FORWARD(get_system_info, GetSystemInfo)
  SKALD_FORWARD_CHECKED(list_namespaces, ListNamespaces)
  SKALD_FORWARD_CHECKED(register_namespace, RegisterNamespace)
  SKALD_FORWARD_CHECKED(describe_task_queue, DescribeTaskQueue)
  SKALD_FORWARD_CHECKED(signal_with_start_workflow_execution, SignalWithStartWorkflowExecution)
  SKALD_FORWARD_CHECKED(query_workflow, QueryWorkflow)
  SKALD_FORWARD_CHECKED(update_workflow_execution, UpdateWorkflowExecution)
  SKALD_FORWARD_CHECKED(poll_workflow_execution_update, PollWorkflowExecutionUpdate)
  SKALD_FORWARD(respond_query_task_completed, RespondQueryTaskCompleted)
  SKALD_FORWARD(describe_namespace, DescribeNamespace)
  SKALD_FORWARD_CHECKED(start_workflow_execution, StartWorkflowExecution)
  SKALD_FORWARD_CHECKED(signal_workflow_execution, SignalWorkflowExecution)
  SKALD_FORWARD_CHECKED(request_cancel_workflow_execution, RequestCancelWorkflowExecution)
  SKALD_FORWARD_CHECKED(terminate_workflow_execution, TerminateWorkflowExecution)
  SKALD_FORWARD_CHECKED(describe_workflow_execution, DescribeWorkflowExecution)
  SKALD_FORWARD_CHECKED(get_workflow_execution_history, GetWorkflowExecutionHistory)
  SKALD_FORWARD_CHECKED(list_workflow_executions, ListWorkflowExecutions)
  SKALD_FORWARD_CHECKED(count_workflow_executions, CountWorkflowExecutions)
  SKALD_FORWARD(poll_workflow_task_queue, PollWorkflowTaskQueue)
  SKALD_FORWARD(respond_workflow_task_completed, RespondWorkflowTaskCompleted)
  SKALD_FORWARD(respond_workflow_task_failed, RespondWorkflowTaskFailed)
  SKALD_FORWARD(poll_activity_task_queue, PollActivityTaskQueue)
  SKALD_FORWARD(respond_activity_task_completed, RespondActivityTaskCompleted)
  SKALD_FORWARD(respond_activity_task_failed, RespondActivityTaskFailed)
  SKALD_FORWARD(respond_activity_task_canceled, RespondActivityTaskCanceled)
  SKALD_FORWARD(record_activity_task_heartbeat, RecordActivityTaskHeartbeat)
  SKALD_FORWARD(shutdown_worker, ShutdownWorker)
#undef SKALD_FORWARD
#undef SKALD_FORWARD_CHECKED

  void shut_down() override {
    SKALD_ASSERT(replies_here == 0);
    // Who comes second waits until the first is through.
    std::call_once(closing_, [this] {
      closed_.store(true);
      // From here no call enters the engine; those that are being handed over are nearly through.
      while (entering_.load() > 0) std::this_thread::yield();
      engine_->stop();
      engine_.reset();
    });
  }

 private:
  // A call on its way into the engine.
  struct Entering {
    explicit Entering(std::atomic<int>& calls) : calls_(calls) { calls_.fetch_add(1); }
    ~Entering() { calls_.fetch_sub(1); }
    std::atomic<int>& calls_;
  };

  template <class Response, class Method, class Request>
  void forward(Method method, Request request, Reply<Response> reply) {
    const Entering entering(entering_);
    if (closed_.load()) return reply(closed());
    auto call = std::make_shared<Call<Response>>(std::move(reply));
    (service_.*method)(service::Caller{.in_process = true}, std::move(request),
                       [call](Result<Response> result) { call->answer(std::move(result)); });
  }

  const std::string target_;
  std::unique_ptr<runtime::Engine> engine_;
  service::Service service_;
  std::once_flag closing_;
  std::atomic<bool> closed_{false};
  std::atomic<int> entering_{0};  // calls on their way into the engine
};

}  // namespace

std::shared_ptr<EmbeddedConnection> EmbeddedConnection::make(std::unique_ptr<runtime::Engine> engine,
                                                             std::string target) {
  return std::make_shared<Embedded>(std::move(engine), std::move(target));
}

}  // namespace skald::workers
