#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "skald/client.h"
#include "tests/replay/history_builder.h"
#include "tests/workers/fake_connection.h"
#include "tests/workers/manual_timers.h"
#include "workers/connected_client.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using replay_tests::HistoryEvent;
using ::testing::HasSubstr;

HistoryEvent completed(const std::string& json) {
  HistoryEvent event;
  auto& payload =
      *event.mutable_workflow_execution_completed_event_attributes()->mutable_result()->add_payloads();
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  payload.set_data(json);
  return event;
}

wire::GetWorkflowExecutionHistoryResponse with(const HistoryEvent& event) {
  wire::GetWorkflowExecutionHistoryResponse response;
  *response.mutable_history()->add_events() = event;
  return response;
}

struct ClientResult : ::testing::Test {
  FakeServer server;
  std::shared_ptr<ManualTimers> timers = std::make_shared<ManualTimers>();
  std::shared_ptr<workers::ConnectedClient> client = std::make_shared<workers::ConnectedClient>(
      server.connection(), timers, workers::ClientIds{"default", "tester"});
  Handle<int> handle{client, {"order-17", "run-1", "run-1"}};
  std::map<std::string, HistoryEvent> close_events;

  void SetUp() override {
    server->get_workflow_execution_history_calls.answer_with(
        [this](const wire::GetWorkflowExecutionHistoryRequest& request) {
          return with(close_events.at(request.execution().run_id()));
        });
  }
  int result() {
    const Async<int> pending = handle.result_async();
    timers->advance(0s);
    return pending.get();
  }
};

TEST_F(ClientResult, result_of_a_completed_workflow) {
  close_events["run-1"] = completed("42");
  EXPECT_EQ(result(), 42);
  const auto request = server->get_workflow_execution_history_calls.take();
  EXPECT_TRUE(request.wait_new_event());
  EXPECT_EQ(request.history_event_filter_type(),
            temporal::api::enums::v1::HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
}

TEST_F(ClientResult, result_follows_continue_as_new_and_retries_to_the_last_run) {
  close_events["run-1"]
      .mutable_workflow_execution_continued_as_new_event_attributes()
      ->set_new_execution_run_id("run-2");
  close_events["run-2"].mutable_workflow_execution_failed_event_attributes()->set_new_execution_run_id(
      "run-3");
  close_events["run-3"].mutable_workflow_execution_timed_out_event_attributes()->set_new_execution_run_id(
      "run-4");
  close_events["run-4"] = completed("4");
  EXPECT_EQ(result(), 4);
}

TEST_F(ClientResult, long_poll_without_an_event_is_repeated_with_its_token) {
  server->get_workflow_execution_history_calls.answer_with(
      [](const wire::GetWorkflowExecutionHistoryRequest& request) {
        if (request.next_page_token() == "again") return with(completed("7"));
        wire::GetWorkflowExecutionHistoryResponse response;
        response.set_next_page_token("again");
        return response;
      });
  EXPECT_EQ(result(), 7);
}

TEST_F(ClientResult, failed_workflow_throws_its_chain_of_causes) {
  auto& failure =
      *close_events["run-1"].mutable_workflow_execution_failed_event_attributes()->mutable_failure();
  failure.set_message("activity ship failed");
  failure.mutable_activity_failure_info()->mutable_activity_type()->set_name("ship");
  failure.mutable_cause()->set_message("no carrier");
  failure.mutable_cause()->mutable_application_failure_info()->set_type("NoCarrier");
  try {
    result();
    FAIL() << "it had a result";
  } catch (const WorkflowFailedError& error) {
    EXPECT_EQ(error.workflow_id(), "order-17");
    EXPECT_EQ(error.chain(), "workflow order-17, run run-1 failed: activity ship failed: no carrier");
    EXPECT_EQ(dynamic_cast<const ApplicationError&>(error.root_cause()).type(), "NoCarrier");
  }
}

TEST_F(ClientResult, each_other_end_throws_its_own_error) {
  close_events["run-1"].mutable_workflow_execution_canceled_event_attributes();
  EXPECT_THROW(result(), CancelledError);
  close_events["run-1"].mutable_workflow_execution_terminated_event_attributes()->set_reason("by hand");
  EXPECT_THROW(result(), TerminatedError);
  close_events["run-1"].mutable_workflow_execution_timed_out_event_attributes();
  EXPECT_THROW(result(), TimeoutError);
}

TEST_F(ClientResult, unknown_workflow_is_an_error_with_its_id) {
  server->get_workflow_execution_history_calls.answer_with(
      [](const wire::GetWorkflowExecutionHistoryRequest&)
          -> Result<wire::GetWorkflowExecutionHistoryResponse> {
        return Error{Code::kNotFound, "no such workflow", {}};
      });
  try {
    result();
    FAIL() << "it had a result";
  } catch (const ClientError& error) {
    EXPECT_EQ(error.code(), ClientErrorCode::kNotFound);
    EXPECT_THAT(error.what(), HasSubstr("order-17"));
  }
}

TEST_F(ClientResult, callback_gets_the_value_when_it_is_there) {
  const std::string id = handle.workflow_id();
  server->get_workflow_execution_history_calls.answer_with(nullptr);
  int seen = 0;
  const Async<int> pending = handle.result_async();
  pending.on_ready([&](const Async<int>& ready) { seen = ready.get(); });
  EXPECT_FALSE(pending.is_ready());
  server->get_workflow_execution_history_calls.take_held().second(with(completed("9")));
  EXPECT_EQ(seen, 9);

  int again = 0;
  pending.on_ready([&](const Async<int>& ready) { again = ready.get(); });
  EXPECT_EQ(again, 9);
}

}  // namespace
}  // namespace skald::workers_tests
