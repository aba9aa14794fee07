#include <gtest/gtest.h>

#include <google/protobuf/any.pb.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include "skald/client.h"
#include "tests/workers/fake_connection.h"
#include "tests/workers/manual_timers.h"
#include "workers/connected_client.h"

namespace skald::workers_tests {
namespace {

namespace enums = ::temporal::api::enums::v1;

struct Attaching : ::testing::Test {
  FakeServer server;
  std::shared_ptr<workers::ConnectedClient> client = std::make_shared<workers::ConnectedClient>(
      server.connection(), std::make_shared<ManualTimers>(), workers::ClientIds{"default", "tester"});

  void answer_start(Result<wire::StartWorkflowExecutionResponse> answer) {
    server->start_workflow_execution_calls.answer_with(
        [answer = std::move(answer)](const wire::StartWorkflowExecutionRequest&) { return answer; });
  }
  static wire::StartWorkflowExecutionResponse response(const std::string& run_id, bool started) {
    wire::StartWorkflowExecutionResponse response;
    response.set_run_id(run_id);
    response.set_started(started);
    return response;
  }
  static Error already_closed(const std::string& run_id, const std::string& first_run_id) {
    temporal::api::errordetails::v1::WorkflowExecutionAlreadyStartedFailure failure;
    failure.set_run_id(run_id);
    failure.set_first_execution_run_id(first_run_id);
    google::protobuf::Any detail;
    detail.PackFrom(failure);
    return {Code::kAlreadyExists, "closed", detail.SerializeAsString()};
  }
  std::shared_ptr<detail::PendingAnswer> attach(StartOptions options) {
    return client->start({"place_order", std::move(options), {}, detail::StartMode::kAttach});
  }
  static std::string usage_error(const std::shared_ptr<detail::PendingAnswer>& pending) {
    try {
      pending->get();
    } catch (const UsageError& error) {
      return error.what();
    }
    return "it was accepted";
  }
};

TEST_F(Attaching, asks_for_the_run_whatever_its_state) {
  answer_start(response("run-1", true));
  attach({.id = "order-17", .task_queue = "orders"});
  const auto request = server->start_workflow_execution_calls.take();
  EXPECT_EQ(request.workflow_id_reuse_policy(), enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
  EXPECT_EQ(request.workflow_id_conflict_policy(), enums::WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING);
}

TEST_F(Attaching, starts_anew_after_a_failure_if_the_author_says_so) {
  answer_start(response("run-1", true));
  attach({.id = "order-17",
          .task_queue = "orders",
          .id_reuse_policy = IdReusePolicy::kAllowDuplicateFailedOnly});
  EXPECT_EQ(server->start_workflow_execution_calls.take().workflow_id_reuse_policy(),
            enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY);
}

TEST_F(Attaching, run_that_was_started_says_so) {
  answer_start(response("run-1", true));
  const auto run = attach({.id = "order-17", .task_queue = "orders"})->get().run;
  EXPECT_TRUE(run.was_started);
  EXPECT_EQ(run.run_id, "run-1");
  EXPECT_EQ(run.first_run_id, "run-1");
}

TEST_F(Attaching, open_run_of_a_chain_is_reached_through_the_chain) {
  auto found = response("run-3", false);
  found.set_first_execution_run_id("run-1");
  answer_start(found);
  const auto run = attach({.id = "order-17", .task_queue = "orders"})->get().run;
  EXPECT_FALSE(run.was_started);
  EXPECT_EQ(run.run_id, "run-3");
  EXPECT_EQ(run.first_run_id, "run-1");
}

TEST_F(Attaching, found_run_of_a_server_that_does_not_name_the_chain_is_not_taken_for_its_first) {
  answer_start(response("run-3", false));
  EXPECT_EQ(attach({.id = "order-17", .task_queue = "orders"})->get().run.first_run_id, "");
}

TEST_F(Attaching, closed_run_is_an_answer_and_no_error) {
  answer_start(already_closed("run-2", "run-1"));
  const auto run = attach({.id = "order-17", .task_queue = "orders"})->get().run;
  EXPECT_EQ(run.workflow_id, "order-17");
  EXPECT_EQ(run.run_id, "run-2");
  EXPECT_EQ(run.first_run_id, "run-1");
  EXPECT_FALSE(run.was_started);
}

TEST_F(Attaching, other_refusals_stay_errors) {
  answer_start(Error{Code::kInvalidArgument, "id too long", {}});
  EXPECT_THROW(attach({.id = "order-17", .task_queue = "orders"})->get(), ClientError);
}

TEST_F(Attaching, what_makes_no_sense_is_refused_without_asking) {
  EXPECT_EQ(usage_error(attach({.task_queue = "orders"})),
            "start place_order: StartOptions::id is not set: there is nothing to attach to");
  EXPECT_EQ(usage_error(attach({.id = "order-17",
                                .task_queue = "orders",
                                .id_conflict_policy = IdConflictPolicy::kTerminateExisting})),
            "start place_order: start_or_attach does not terminate what it finds: kTerminateExisting is for "
            "start");
  EXPECT_EQ(server->start_workflow_execution_calls.count(), 0u);
}

}  // namespace
}  // namespace skald::workers_tests
