#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// A server that stops leaves nobody waiting.
namespace skald::server_tests {
namespace {

using namespace std::chrono_literals;

TEST(Stopping, polls_that_wait_are_answered_without_a_task) {
  Port port;
  const auto workflow = port.client().begin_ask("PollWorkflowTaskQueue", Port::poll_request());
  const auto activity = port.client().begin_ask("PollActivityTaskQueue", Port::activity_poll_request());
  port.wait_for_calls(2);
  port.server().stop();
  EXPECT_TRUE(workflow->answer.get().status.ok());
  EXPECT_TRUE(activity->answer.get().status.ok());
}

TEST(Stopping, who_waits_for_events_gets_a_token_to_come_back_with) {
  Port port;
  ASSERT_TRUE(port.world().start("w").ok());
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id("w");
  request.set_wait_new_event(true);
  wire::GetWorkflowExecutionHistoryResponse response;
  ASSERT_TRUE(response.ParseFromString(port.client().ask("GetWorkflowExecutionHistory", request).body));
  request.set_next_page_token(response.next_page_token());
  port.wait_for_calls(0);
  const auto waiting = port.client().begin_ask("GetWorkflowExecutionHistory", request);
  port.wait_for_calls(1);
  port.server().stop();
  const Answer answer = waiting->answer.get();
  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  ASSERT_TRUE(response.ParseFromString(answer.body));
  EXPECT_EQ(response.history().events_size(), 0);
  EXPECT_FALSE(response.next_page_token().empty());
}

TEST(Stopping, a_call_that_does_not_end_in_time_is_told_to_come_again) {
  const store::TemporaryFolder folder;
  Port port(folder.file("engine.db"), {.drain = 100ms});
  port.world().disk().fill_disk();
  // Nothing can be synced, so the answer stays behind the gate.
  const auto start = port.client().begin_ask("StartWorkflowExecution", World::start_request("w"));
  port.wait_for_calls(1);
  port.server().stop();
  EXPECT_EQ(start->answer.get().status.error_code(), grpc::StatusCode::UNAVAILABLE);
  port.world().disk().free_disk();
}

TEST(Stopping, a_stopped_server_has_given_its_port_back) {
  Port port;
  const std::string address = port.address();
  port.server().stop();
  server::Options options;
  options.port = std::stoi(address.substr(address.rfind(':') + 1));
  const auto second = server::Server::start(port.world().engine(), options);
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_EQ((*second)->address(), address);
}

TEST(Stopping, a_port_that_is_taken_is_refused_by_name) {
  Port port;
  server::Options options;
  options.port = std::stoi(port.address().substr(port.address().rfind(':') + 1));
  const auto second = server::Server::start(port.world().engine(), options);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::kAlreadyExists);
  EXPECT_THAT(second.error().message, testing::HasSubstr(port.address()));
}

}  // namespace
}  // namespace skald::server_tests
