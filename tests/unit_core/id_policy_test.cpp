#include <gtest/gtest.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include <google/protobuf/any.pb.h>

#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {
namespace {

// The outcomes of the matrix, one letter each.
//   S start   E the existing run   T terminate it and start   R refused: running   F refused: finished
//   G refused: finished successfully   I the policies contradict each other
struct PolicyRow {
  int reuse;
  int conflict;
  // No run; running; completed; failed; canceled; terminated; continued as new; timed out.
  const char* outcomes;
};

constexpr PolicyRow kMatrix[] = {
    // Unset and ALLOW_DUPLICATE.
    {0, 0, "SRSSSSSS"},
    {0, 1, "SRSSSSSS"},
    {0, 2, "SESSSSSS"},
    {0, 3, "STSSSSSS"},
    {1, 0, "SRSSSSSS"},
    {1, 1, "SRSSSSSS"},
    {1, 2, "SESSSSSS"},
    {1, 3, "STSSSSSS"},
    // ALLOW_DUPLICATE_FAILED_ONLY: everything but Completed counts as failed.
    {2, 0, "SRGSSSSS"},
    {2, 1, "SRGSSSSS"},
    {2, 2, "SEGSSSSS"},
    {2, 3, "STGSSSSS"},
    // REJECT_DUPLICATE.
    {3, 0, "SRFFFFFF"},
    {3, 1, "SRFFFFFF"},
    {3, 2, "SEFFFFFF"},
    {3, 3, "IIIIIIII"},
    // TERMINATE_IF_RUNNING.
    {4, 0, "STSSSSSS"},
    {4, 1, "IIIIIIII"},
    {4, 2, "IIIIIIII"},
    {4, 3, "IIIIIIII"},
};

char outcome(const wire::StartWorkflowExecutionRequest& request, const CurrentRun* current) {
  const auto action = decide_start_action(request, current);
  if (action.ok()) {
    switch (*action) {
      case StartAction::kStart: return 'S';
      case StartAction::kReturnExisting: return 'E';
      case StartAction::kTerminateAndStart: return 'T';
      case StartAction::kReturnSameRequest: return '=';
    }
  }
  if (action.error().code == Code::kInvalidArgument) return 'I';
  EXPECT_EQ(action.error().code, Code::kAlreadyExists);
  const std::string& message = action.error().message;
  if (message.find("already running") != std::string::npos) return 'R';
  return message.find("successfully") != std::string::npos ? 'G' : 'F';
}

CurrentRun current_run(int status) {
  return {"run-1", "run-0", "start-0", static_cast<enums::WorkflowExecutionStatus>(status)};
}

class IdPolicies : public testing::TestWithParam<PolicyRow> {};

TEST_P(IdPolicies, decide_as_temporals_matrix_says) {
  auto request = RunUnderTest::start_request();
  request.set_workflow_id_reuse_policy(static_cast<enums::WorkflowIdReusePolicy>(GetParam().reuse));
  request.set_workflow_id_conflict_policy(static_cast<enums::WorkflowIdConflictPolicy>(GetParam().conflict));
  std::string outcomes(1, outcome(request, nullptr));
  for (int status = enums::WORKFLOW_EXECUTION_STATUS_RUNNING;
       status <= enums::WORKFLOW_EXECUTION_STATUS_TIMED_OUT; ++status) {
    const CurrentRun current = current_run(status);
    outcomes += outcome(request, &current);
  }
  EXPECT_EQ(outcomes, GetParam().outcomes);
}

INSTANTIATE_TEST_SUITE_P(Matrix, IdPolicies, testing::ValuesIn(kMatrix), [](const auto& tested) {
  return "reuse_" + std::to_string(tested.param.reuse) + "_conflict_" + std::to_string(tested.param.conflict);
});

TEST(IdPolicy, the_same_request_gets_the_same_run_even_after_it_closed) {
  auto request = RunUnderTest::start_request();
  request.set_workflow_id_reuse_policy(enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
  request.set_request_id("start-0");
  for (const int status : {1, 2, 5}) {
    const CurrentRun current = current_run(status);
    EXPECT_EQ(outcome(request, &current), '=');
  }
}

TEST(IdPolicy, an_empty_request_id_is_nobodys) {
  auto request = RunUnderTest::start_request();
  request.clear_request_id();
  CurrentRun current = current_run(1);
  current.start_request_id.clear();
  EXPECT_EQ(outcome(request, &current), 'R');
}

TEST(IdPolicy, the_refusal_names_the_run_in_the_way) {
  const CurrentRun current = current_run(1);
  const auto action = decide_start_action(RunUnderTest::start_request(), &current);
  ASSERT_FALSE(action.ok());
  EXPECT_EQ(action.error().message,
            "Workflow execution is already running. WorkflowId: order-17, RunId: run-1.");
  google::protobuf::Any any;
  temporal::api::errordetails::v1::WorkflowExecutionAlreadyStartedFailure detail;
  ASSERT_TRUE(any.ParseFromString(action.error().detail));
  ASSERT_TRUE(any.UnpackTo(&detail));
  EXPECT_EQ(detail.run_id(), "run-1");
  EXPECT_EQ(detail.start_request_id(), "start-0");
  EXPECT_EQ(detail.first_execution_run_id(), "run-0");
}

TEST(IdPolicy, the_texts_about_finished_runs_are_temporals) {
  auto request = RunUnderTest::start_request();
  const CurrentRun current = current_run(enums::WORKFLOW_EXECUTION_STATUS_COMPLETED);
  request.set_workflow_id_reuse_policy(enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
  EXPECT_EQ(
      decide_start_action(request, &current).error().message,
      "Workflow execution already finished. WorkflowId: order-17, RunId: run-1. Workflow Id reuse policy: "
      "reject duplicate workflow Id.");
  request.set_workflow_id_reuse_policy(enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY);
  EXPECT_EQ(decide_start_action(request, &current).error().message,
            "Workflow execution already finished successfully. WorkflowId: order-17, RunId: run-1. Workflow "
            "Id reuse "
            "policy: allow duplicate workflow Id if last run failed.");
}

TEST(IdPolicy, a_start_terminates_the_running_one_in_the_engines_name) {
  RunUnderTest run;
  const auto request = terminate_for_start("run-2");
  const auto decision = decide_terminate(run.state(), request, run.context());
  ASSERT_TRUE(decision.ok());
  run.take(decision->transition);
  const auto& terminated = run.last().workflow_execution_terminated_event_attributes();
  EXPECT_EQ(terminated.reason(), "TerminateIfRunning WorkflowIdReusePolicy");
  EXPECT_EQ(text_of(terminated.details()), "terminated by new runID: run-2");
  EXPECT_EQ(terminated.identity(), "history-service");
}

}  // namespace
}  // namespace skald::core::test
