#include "tests/workers/fake_connection.h"

namespace skald::workers_tests {
namespace {

template <class Request, class Response>
void acknowledge(Rpc<Request, Response>& rpc) {
  rpc.answer_with([](const Request&) { return Response(); });
}

}  // namespace

// Not in the header: each file that includes it would compile these RPCs anew.
#define SKALD_FAKE_RPC(method, Message) , method##_calls(hang_ups_)
FakeConnection::FakeConnection(bool in_process)
    : hang_ups_() SKALD_FAKE_RPCS(SKALD_FAKE_RPC), in_process_(in_process) {
#undef SKALD_FAKE_RPC

  acknowledge(respond_workflow_task_completed_calls);
  acknowledge(respond_workflow_task_failed_calls);
  acknowledge(respond_query_task_completed_calls);
  acknowledge(respond_activity_task_completed_calls);
  acknowledge(respond_activity_task_failed_calls);
  acknowledge(respond_activity_task_canceled_calls);
  acknowledge(record_activity_task_heartbeat_calls);
  shutdown_worker_calls.answer_with([this](const wire::ShutdownWorkerRequest&) {
    end_polls();
    return wire::ShutdownWorkerResponse();
  });
}

FakeConnection::~FakeConnection() = default;

#define SKALD_FAKE_RPC(method, Message)                                        \
  void FakeConnection::method(wire::Message##Request request,                  \
                              workers::Reply<wire::Message##Response> reply) { \
    method##_calls.call(std::move(request), std::move(reply));                 \
  }
SKALD_FAKE_RPCS(SKALD_FAKE_RPC)
#undef SKALD_FAKE_RPC

FakeServer::FakeServer(bool in_process) : connection_(std::make_shared<FakeConnection>(in_process)) {}

void FakeConnection::shut_down() {
  is_shut_down_ = true;
  for (const auto& hang_up : hang_ups_) hang_up();
}

void FakeConnection::give_workflow_task(const std::string& queue, wire::PollWorkflowTaskQueueResponse task) {
  auto poll =
      poll_workflow_task_queue_calls.take_first([&](const wire::PollWorkflowTaskQueueRequest& request) {
        return request.task_queue().name() == queue;
      });
  poll.second(std::move(task));
}

void FakeConnection::give_activity(wire::PollActivityTaskQueueResponse task) {
  poll_activity_task_queue_calls.take_held().second(std::move(task));
}

void FakeConnection::end_polls() {
  poll_workflow_task_queue_calls.answer_held(wire::PollWorkflowTaskQueueResponse());
  poll_activity_task_queue_calls.answer_held(wire::PollActivityTaskQueueResponse());
}

}  // namespace skald::workers_tests
