#include "tests/workers/fake_connection.h"

namespace skald::workers_tests {
namespace {

template <class Request, class Response>
void acknowledge(Rpc<Request, Response>& rpc) {
  rpc.answer_with([](const Request&) { return Response(); });
}

template <class Request, class Response>
void answer_held(Rpc<Request, Response>& rpc, const Result<Response>& answer) {
  for (auto& [request, reply] : rpc.take_all()) {
    if (reply) reply(answer);
  }
}

}  // namespace

FakeConnection::FakeConnection(bool in_process) : in_process_(in_process) {
  acknowledge(respond_workflow_task_completed_calls);
  acknowledge(respond_workflow_task_failed_calls);
  acknowledge(respond_activity_task_completed_calls);
  acknowledge(respond_activity_task_failed_calls);
  acknowledge(respond_activity_task_canceled_calls);
  acknowledge(record_activity_task_heartbeat_calls);
  shutdown_worker_calls.answer_with([this](const wire::ShutdownWorkerRequest&) {
    end_polls();
    return wire::ShutdownWorkerResponse();
  });
}

void FakeConnection::shut_down() {
  is_shut_down_ = true;
  const Error closed{Code::kUnavailable, "closed", {}};
  answer_held<wire::PollWorkflowTaskQueueRequest, wire::PollWorkflowTaskQueueResponse>(
      poll_workflow_task_queue_calls, closed);
  answer_held<wire::PollActivityTaskQueueRequest, wire::PollActivityTaskQueueResponse>(
      poll_activity_task_queue_calls, closed);
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
  answer_held<wire::PollWorkflowTaskQueueRequest, wire::PollWorkflowTaskQueueResponse>(
      poll_workflow_task_queue_calls, wire::PollWorkflowTaskQueueResponse());
  answer_held<wire::PollActivityTaskQueueRequest, wire::PollActivityTaskQueueResponse>(
      poll_activity_task_queue_calls, wire::PollActivityTaskQueueResponse());
}

}  // namespace skald::workers_tests
