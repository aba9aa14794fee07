#include "tests/bad_input/orders.h"

#include <gtest/gtest.h>

#include "tests/end_to_end/connection_calls.h"

namespace skald::bad_input {

using namespace std::chrono_literals;
namespace wire = temporal::api::workflowservice::v1;

std::string hold(const Order& order) {
  SignalChannel<int>("go").receive();
  return order.id;
}

void check(const std::string& id) {
  throw ApplicationError("order " + id + " is refus\xe9", {.type = "Refus\xe9", .non_retryable = true});
}

std::string fail_in_latin1(const Order& order) {
  run<check>({.start_to_close = 10s}, order.id);
  return order.id;
}

std::string schedule_in_latin1(const Order& order) {
  run<check>({.id = "v\xe9rifier", .start_to_close = 10s}, order.id);
  return order.id;
}

std::string unheard_of(const Order& order) { return order.id; }

void add_orders(Worker& worker) {
  worker.add_workflows<hold, fail_in_latin1, schedule_in_latin1>();
  worker.add_activities<check>();
}

void start_with_json(const Engine& engine, const std::string& id, const std::string& json) {
  wire::StartWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.set_workflow_id(id);
  request.mutable_workflow_type()->set_name("hold");
  request.mutable_task_queue()->set_name(kQueue);
  auto& payload = *request.mutable_input()->add_payloads();
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  payload.set_data(json);
  const auto answer = end_to_end::call(*engine.connection(), &workers::Connection::start_workflow_execution,
                                       std::move(request));
  ASSERT_TRUE(answer.ok()) << answer.error().message;
}

std::string refusal_of(const std::string& path, const EngineOptions& options) {
  try {
    const Engine engine(path, options);
  } catch (const EngineError& error) {
    return error.what();
  }
  ADD_FAILURE() << path << " was opened";
  return "";
}

std::string await_task_failure(const Client& client, const std::string& id) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < deadline) {
    const WorkflowDescription found = client.handle(id).describe();
    if (found.pending_workflow_task && !found.pending_workflow_task->last_failure.empty())
      return found.pending_workflow_task->last_failure;
  }
  ADD_FAILURE() << id << " has no failed task";
  return "";
}

}  // namespace skald::bad_input
