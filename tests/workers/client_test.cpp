#include "skald/client.h"

#include <gmock/gmock.h>
#include <google/protobuf/any.pb.h>
#include <gtest/gtest.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include "tests/workers/fake_connection.h"
#include "tests/workers/manual_timers.h"
#include "workers/connected_client.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
namespace enums = ::temporal::api::enums::v1;

struct ClientCalls : ::testing::Test {
  FakeServer server;
  std::shared_ptr<ManualTimers> timers = std::make_shared<ManualTimers>();
  std::shared_ptr<workers::ConnectedClient> client = std::make_shared<workers::ConnectedClient>(
      server.connection(), timers, workers::ClientIds{"default", "tester"});

  template <class Request, class Response>
  void refuse(Rpc<Request, Response>& rpc, Error error) {
    rpc.answer_with([error = std::move(error)](const Request&) -> Result<Response> { return error; });
  }
};

TEST_F(ClientCalls, start_carries_the_options) {
  StartOptions options;
  options.id = "order-17";
  options.task_queue = "orders";
  options.id_reuse_policy = IdReusePolicy::kRejectDuplicate;
  options.id_conflict_policy = IdConflictPolicy::kUseExisting;
  options.execution_timeout = 1h;
  options.retry = {.maximum_attempts = 3};
  options.memo = {{"customer", Payload{{{"encoding", "json/plain"}}, "\"Ada\""}}};
  options.start_delay = 2s;
  client->start({"place_order", options, {Payload{{{"encoding", "json/plain"}}, "7"}}});

  const auto request = server->start_workflow_execution_calls.take();
  EXPECT_EQ(request.workflow_id(), "order-17");
  EXPECT_EQ(request.workflow_type().name(), "place_order");
  EXPECT_EQ(request.task_queue().name(), "orders");
  EXPECT_EQ(request.workflow_id_reuse_policy(), enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
  EXPECT_EQ(request.workflow_id_conflict_policy(), enums::WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING);
  EXPECT_EQ(request.workflow_execution_timeout().seconds(), 3600);
  EXPECT_FALSE(request.has_workflow_run_timeout());
  EXPECT_EQ(request.retry_policy().maximum_attempts(), 3);
  EXPECT_EQ(request.memo().fields().at("customer").data(), "\"Ada\"");
  EXPECT_EQ(request.workflow_start_delay().seconds(), 2);
  EXPECT_EQ(request.input().payloads(0).data(), "7");
  EXPECT_FALSE(request.request_id().empty());
}

TEST_F(ClientCalls, start_without_a_task_queue_is_refused_here) {
  EXPECT_THROW(client->start({"place_order", {}, {}})->get(), UsageError);
  EXPECT_EQ(server->start_workflow_execution_calls.count(), 0u);
}

TEST_F(ClientCalls, start_is_repeated_under_the_same_request_id) {
  refuse(server->start_workflow_execution_calls, {Code::kResourceExhausted, "disk full", {}});
  StartOptions options;
  options.task_queue = "orders";
  const auto pending = client->start({"place_order", options, {}});
  server->start_workflow_execution_calls.answer_with([](const wire::StartWorkflowExecutionRequest&) {
    wire::StartWorkflowExecutionResponse response;
    response.set_run_id("run-1");
    return response;
  });
  timers->advance(200ms);

  EXPECT_EQ(pending->get().run.run_id, "run-1");
  const auto first = server->start_workflow_execution_calls.take();
  const auto second = server->start_workflow_execution_calls.take();
  EXPECT_EQ(first.request_id(), second.request_id());
  EXPECT_EQ(first.workflow_id(), second.workflow_id());
}

TEST_F(ClientCalls, repeating_ends_after_ten_seconds) {
  refuse(server->signal_workflow_execution_calls, {Code::kResourceExhausted, "disk full", {}});
  const auto pending = client->signal({"order-17", {}, {}}, "approve", {});
  timers->advance(11s);
  try {
    pending->get();
    FAIL() << "the signal was accepted";
  } catch (const ClientError& error) {
    EXPECT_EQ(error.code(), ClientErrorCode::kResourceExhausted);
    EXPECT_THAT(error.what(), HasSubstr("signal workflow order-17: disk full"));
  }
  EXPECT_GT(server->signal_workflow_execution_calls.count(), 4u);
}

TEST_F(ClientCalls, final_refusals_are_not_repeated) {
  for (const Code code : {Code::kInvalidArgument, Code::kNotFound, Code::kUnavailable}) {
    refuse(server->terminate_workflow_execution_calls, {code, "no", {}});
    EXPECT_THROW(client->terminate({"order-17", {}, {}}, "why")->get(), ClientError);
  }
  EXPECT_EQ(server->terminate_workflow_execution_calls.count(), 3u);
}

TEST_F(ClientCalls, lost_connection_to_a_server_is_repeated) {
  const FakeServer remote(/*in_process=*/false);
  auto remote_client = std::make_shared<workers::ConnectedClient>(remote.connection(), timers,
                                                                  workers::ClientIds{"default", "tester"});
  refuse(remote->terminate_workflow_execution_calls, {Code::kUnavailable, "no route", {}});
  const auto terminated = remote_client->terminate({"order-17", {}, {}}, "why");
  timers->advance(1s);
  EXPECT_GT(remote->terminate_workflow_execution_calls.count(), 1u);
  remote->terminate_workflow_execution_calls.answer_with([](const wire::TerminateWorkflowExecutionRequest&) {
    return wire::TerminateWorkflowExecutionResponse();
  });
  timers->advance(10s);
  EXPECT_NO_THROW(terminated->get());
}

TEST_F(ClientCalls, start_of_a_running_workflow_names_its_run) {
  temporal::api::errordetails::v1::WorkflowExecutionAlreadyStartedFailure failure;
  failure.set_run_id("run-0");
  google::protobuf::Any detail;
  detail.PackFrom(failure);
  refuse(server->start_workflow_execution_calls,
         {Code::kAlreadyExists, "running", detail.SerializeAsString()});
  StartOptions options;
  options.id = "order-17";
  options.task_queue = "orders";
  try {
    client->start({"place_order", options, {}})->get();
    FAIL() << "started twice";
  } catch (const WorkflowAlreadyStartedError& error) {
    EXPECT_EQ(error.run_id(), "run-0");
    EXPECT_EQ(error.workflow_id(), "order-17");
  }
}

TEST_F(ClientCalls, handle_of_a_started_workflow_reaches_the_run_that_goes_on) {
  const detail::RunRef started{"order-17", "run-1", "run-1"};
  client->cancel(started, "changed my mind");
  client->signal(started, "approve", {});
  const auto cancel = server->request_cancel_workflow_execution_calls.take();
  EXPECT_EQ(cancel.workflow_execution().run_id(), "");
  EXPECT_EQ(cancel.first_execution_run_id(), "run-1");
  EXPECT_EQ(cancel.reason(), "changed my mind");
  EXPECT_EQ(server->signal_workflow_execution_calls.take().workflow_execution().run_id(), "");

  client->cancel({"order-17", "run-2", {}}, "");
  EXPECT_EQ(server->request_cancel_workflow_execution_calls.take().workflow_execution().run_id(), "run-2");
}

TEST_F(ClientCalls, described_workflow_task_that_failed_says_why) {
  server->describe_workflow_execution_calls.answer_with([](const wire::DescribeWorkflowExecutionRequest&) {
    wire::DescribeWorkflowExecutionResponse response;
    response.mutable_workflow_execution_info()->mutable_execution()->set_workflow_id("order-17");
    response.mutable_workflow_execution_info()->set_status(enums::WORKFLOW_EXECUTION_STATUS_RUNNING);
    response.mutable_pending_workflow_task()->set_attempt(3);
    auto& activity = *response.add_pending_activities();
    activity.set_activity_id("5");
    activity.set_state(enums::PENDING_ACTIVITY_STATE_STARTED);
    activity.mutable_last_failure()->set_message("no cover");
    activity.mutable_last_failure()->mutable_application_failure_info()->set_type("CardRefused");
    return response;
  });
  server->get_workflow_execution_history_calls.answer_with(
      [](const wire::GetWorkflowExecutionHistoryRequest&) {
        wire::GetWorkflowExecutionHistoryResponse response;
        auto& event = *response.mutable_history()->add_events();
        event.mutable_workflow_task_failed_event_attributes()->mutable_failure()->set_message("a defect");
        return response;
      });
  const auto description = client->describe({"order-17", {}, {}})->get().description;
  EXPECT_EQ(description->status, WorkflowStatus::kRunning);
  EXPECT_EQ(description->pending_workflow_task->attempt, 3);
  EXPECT_EQ(description->pending_workflow_task->last_failure, "a defect");
  EXPECT_EQ(description->pending_activities.at(0).state, PendingActivity::State::kStarted);
  EXPECT_EQ(description->pending_activities.at(0).last_failure, "no cover");
}

TEST_F(ClientCalls, history_of_many_pages_comes_as_one_json_text) {
  server->get_workflow_execution_history_calls.answer_with(
      [](const wire::GetWorkflowExecutionHistoryRequest& request) {
        wire::GetWorkflowExecutionHistoryResponse response;
        const bool first = request.next_page_token().empty();
        response.mutable_history()->add_events()->set_event_id(first ? 1 : 2);
        if (first) response.set_next_page_token("second");
        return response;
      });
  const auto pending = client->history({"order-17", {}, {}});
  timers->advance(0s);
  const std::string& text = pending->get().text;
  EXPECT_THAT(text, HasSubstr("\"eventId\": \"1\""));
  EXPECT_THAT(text, HasSubstr("\"eventId\": \"2\""));
}

}  // namespace
}  // namespace skald::workers_tests
