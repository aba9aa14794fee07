#include "tests/server/port.h"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace skald::server_tests {

std::unique_ptr<server::Server> start(runtime::Engine& engine, server::Options options) {
  options.port = 0;
  auto server = server::Server::start(engine, options);
  if (!server) throw std::runtime_error(server.error().message);
  return std::move(*server);
}

Port::Port(const std::string& path, server::Options options)
    : world_(path), server_(start(world_.engine(), std::move(options))), client_(server_->address()) {}

void Port::wait_for_calls(std::size_t count) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (server_->open_calls() != count) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the calls did not become so many");
    std::this_thread::yield();
  }
}

wire::PollWorkflowTaskQueueRequest Port::poll_request(const std::string& queue) {
  wire::PollWorkflowTaskQueueRequest request;
  request.set_namespace_("default");
  request.mutable_task_queue()->set_name(queue);
  return request;
}

wire::PollActivityTaskQueueRequest Port::activity_poll_request(const std::string& queue) {
  wire::PollActivityTaskQueueRequest request;
  request.set_namespace_("default");
  request.mutable_task_queue()->set_name(queue);
  return request;
}

wire::PollWorkflowTaskQueueResponse Port::poll() {
  const Answer answer = client_.ask("PollWorkflowTaskQueue", poll_request());
  wire::PollWorkflowTaskQueueResponse task;
  if (!answer.status.ok() || !task.ParseFromString(answer.body))
    throw std::runtime_error(answer.status.error_message());
  return task;
}

}  // namespace skald::server_tests
