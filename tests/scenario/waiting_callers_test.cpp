#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <temporal/api/update/v1/message.pb.h>

#include "engine/service/service.h"
#include "tests/scenario/world.h"
#include "tests/store/temporary_folder.h"

/// Queries and updates: callers who wait for a run's worker, through crashes and while runs leave memory.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;
namespace enums = temporal::api::enums::v1;
namespace update = temporal::api::update::v1;
using workers::Connection;

template <class Response>
using Pending = std::future<Result<Response>>;

template <class Request, class Response>
Pending<Response> begin(World& world, void (Connection::*method)(Request, workers::Reply<Response>),
                        Request request) {
  auto promise = std::make_shared<std::promise<Result<Response>>>();
  (world.connection().*method)(std::move(request),
                               [promise](Result<Response> result) { promise->set_value(std::move(result)); });
  return promise->get_future();
}

template <class Response>
bool is_answered(Pending<Response>& pending) {
  return pending.wait_for(0s) == std::future_status::ready;
}

wire::QueryWorkflowRequest query_request() {
  wire::QueryWorkflowRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id("w");
  request.mutable_query()->set_query_type("state");
  return request;
}

wire::UpdateWorkflowExecutionRequest update_request(const std::string& id) {
  wire::UpdateWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_workflow_execution()->set_workflow_id("w");
  request.mutable_request()->mutable_meta()->set_update_id(id);
  request.mutable_request()->mutable_input()->set_name("add");
  request.mutable_wait_policy()->set_lifecycle_stage(
      enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED);
  return request;
}

wire::PollWorkflowExecutionUpdateRequest poll_request(const std::string& id) {
  wire::PollWorkflowExecutionUpdateRequest request;
  request.set_namespace_("default");
  request.mutable_update_ref()->mutable_workflow_execution()->set_workflow_id("w");
  request.mutable_update_ref()->set_update_id(id);
  request.mutable_wait_policy()->set_lifecycle_stage(
      enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED);
  return request;
}

Status answer_query(World& world, const wire::PollWorkflowTaskQueueResponse& task, const std::string& data) {
  wire::RespondQueryTaskCompletedRequest request;
  request.set_namespace_("default");
  request.set_task_token(task.task_token());
  request.set_completed_type(enums::QUERY_RESULT_TYPE_ANSWERED);
  request.mutable_query_result()->add_payloads()->set_data(data);
  const auto answered = world.call(&Connection::respond_query_task_completed, request);
  if (!answered.ok()) return answered.error();
  return {};
}

enum class Says { kAccepted, kCompleted, kBoth };

// The worker's answer to an update; nothing else.
Status answer_update(World& world, const wire::PollWorkflowTaskQueueResponse& task, const std::string& id,
                     Says says) {
  wire::RespondWorkflowTaskCompletedRequest request;
  request.set_namespace_("default");
  request.set_task_token(task.task_token());
  const auto add = [&](const char* what, const google::protobuf::Message& body) {
    auto& message = *request.add_messages();
    message.set_id(id + what);
    message.set_protocol_instance_id(id);
    message.mutable_body()->PackFrom(body);
  };
  if (says != Says::kCompleted) {
    update::Acceptance body;
    body.set_accepted_request_sequencing_event_id(1);
    add("/accept", body);
  }
  if (says != Says::kAccepted) {
    update::Response body;
    body.mutable_meta()->set_update_id(id);
    body.mutable_outcome()->mutable_success()->add_payloads()->set_data("42");
    add("/complete", body);
  }
  const auto completed = world.call(&Connection::respond_workflow_task_completed, request);
  if (!completed.ok()) return completed.error();
  return {};
}

void run_first_task(World& world) {
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {start_timer("t", 1h)}).ok());
}

runtime::Options without_room() {
  runtime::Options options;
  options.resident_bytes = 0;
  return options;
}

class WaitingCallers : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  const std::string path_ = folder_.file("test.db");
};

TEST_F(WaitingCallers, a_query_is_answered_by_a_worker_in_the_process) {
  World world;
  run_first_task(world);
  auto query = begin(world, &Connection::query_workflow, query_request());
  const auto task = world.poll_workflow_task();
  EXPECT_EQ(task.query().query_type(), "state");
  ASSERT_TRUE(answer_query(world, task, "7").ok());
  EXPECT_EQ(query.get()->query_result().payloads(0).data(), "7");
}

TEST_F(WaitingCallers, a_query_keeps_its_run_in_memory) {
  World world(std::string(), without_room());
  run_first_task(world);
  auto query = begin(world, &Connection::query_workflow, query_request());
  (void)world.describe("w");
  ASSERT_TRUE(world.start("other").ok());
  world.advance(1s);
  auto task = world.poll_workflow_task();
  while (!task.has_query()) task = world.poll_workflow_task();
  ASSERT_TRUE(answer_query(world, task, "7").ok());
  EXPECT_TRUE(query.get().ok());
}

TEST_F(WaitingCallers, a_query_that_nobody_answers_ends_after_half_a_minute) {
  World world;
  run_first_task(world);
  auto query = begin(world, &Connection::query_workflow, query_request());
  (void)world.describe("w");  // answered after the query has come
  world.advance(29s);
  EXPECT_FALSE(is_answered(query));
  world.advance(1s);
  EXPECT_EQ(query.get().error().message, "no poller seen for task queue recently, worker may be down");
}

TEST_F(WaitingCallers, a_client_that_goes_makes_room_for_the_next_query) {
  World world;
  ASSERT_TRUE(world.start("w").ok());
  service::Service service(world.engine());
  const auto ask = [&](const service::Caller& caller) {
    auto promise = std::make_shared<std::promise<Result<wire::QueryWorkflowResponse>>>();
    service.query_workflow(caller, query_request(),
                           [promise](auto result) { promise->set_value(std::move(result)); });
    return promise->get_future();
  };
  service::Caller client;
  client.life = std::make_shared<service::CallLife>();
  auto first = ask(client);
  EXPECT_EQ(ask({}).get().error().code, Code::kResourceExhausted);
  client.life->leave();
  (void)world.describe("w");
  auto second = ask({});
  (void)world.describe("w");
  EXPECT_FALSE(is_answered(second));
  EXPECT_FALSE(first.get().ok());
  world.advance(30s);
  EXPECT_EQ(second.get().error().code, Code::kDeadlineExceeded);
}

TEST_F(WaitingCallers, an_update_keeps_its_run_in_memory) {
  World world(std::string(), without_room());
  run_first_task(world);
  auto updated = begin(world, &Connection::update_workflow_execution, update_request("u"));
  (void)world.describe("w");
  ASSERT_TRUE(world.start("other").ok());
  world.advance(1s);
  auto task = world.poll_workflow_task();
  while (task.messages().empty()) task = world.poll_workflow_task();
  ASSERT_TRUE(answer_update(world, task, "u", Says::kBoth).ok());
  EXPECT_EQ(updated.get()->outcome().success().payloads(0).data(), "42");
}

TEST_F(WaitingCallers, a_caller_of_an_update_hears_of_a_restart_and_may_ask_again) {
  World world(path_);
  run_first_task(world);
  auto lost = begin(world, &Connection::update_workflow_execution, update_request("u"));
  (void)world.describe("w");
  world.restart();
  EXPECT_EQ(lost.get().error().code, Code::kUnavailable);
  EXPECT_EQ(world.events("w").size(), 5u);
  auto again = begin(world, &Connection::update_workflow_execution, update_request("u"));
  ASSERT_TRUE(answer_update(world, world.poll_workflow_task(), "u", Says::kBoth).ok());
  EXPECT_TRUE(again.get()->outcome().has_success());
}

TEST_F(WaitingCallers, an_accepted_update_outlives_a_crash) {
  World world(path_);
  run_first_task(world);
  auto lost = begin(world, &Connection::update_workflow_execution, update_request("u"));
  ASSERT_TRUE(answer_update(world, world.poll_workflow_task(), "u", Says::kAccepted).ok());
  (void)world.describe("w");  // what it says is durable
  world.crash();
  auto polled = begin(world, &Connection::poll_workflow_execution_update, poll_request("u"));
  ASSERT_TRUE(world.signal("w", "go").ok());
  ASSERT_TRUE(answer_update(world, world.poll_workflow_task(), "u", Says::kCompleted).ok());
  EXPECT_EQ(polled.get()->outcome().success().payloads(0).data(), "42");
}

TEST_F(WaitingCallers, the_outcome_of_an_update_is_read_from_the_file_when_its_run_has_left_memory) {
  World world(path_, without_room());
  run_first_task(world);
  auto updated = begin(world, &Connection::update_workflow_execution, update_request("u"));
  ASSERT_TRUE(answer_update(world, world.poll_workflow_task(), "u", Says::kBoth).ok());
  ASSERT_TRUE(updated.get().ok());
  ASSERT_TRUE(world.terminate("w", "enough").ok());
  ASSERT_EQ(world.count(), 1);  // its derived rows are written
  world.restart();
  const auto polled = world.call(&Connection::poll_workflow_execution_update, poll_request("u"));
  ASSERT_TRUE(polled.ok()) << polled.error().message;
  EXPECT_EQ(polled->outcome().success().payloads(0).data(), "42");
}

TEST_F(WaitingCallers, a_query_and_an_update_come_with_the_same_task) {
  World world;
  run_first_task(world);
  auto updated = begin(world, &Connection::update_workflow_execution, update_request("u"));
  auto query = begin(world, &Connection::query_workflow, query_request());
  (void)world.describe("w");
  const auto task = world.poll_workflow_task();
  EXPECT_EQ(task.messages_size(), 1);
  EXPECT_EQ(task.queries_size(), 1);
  ASSERT_TRUE(answer_update(world, task, "u", Says::kBoth).ok());
  EXPECT_TRUE(updated.get().ok());
  const auto alone = world.poll_workflow_task();
  ASSERT_TRUE(alone.has_query());
  ASSERT_TRUE(answer_query(world, alone, "7").ok());
  EXPECT_TRUE(query.get().ok());
}

}  // namespace
}  // namespace skald::tests
