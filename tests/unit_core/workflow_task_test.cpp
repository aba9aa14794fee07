#include <gtest/gtest.h>

#include <functional>

#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

TEST(WorkflowTask, of_the_port_is_written_when_it_starts) {
  Story run;
  run.pass(1s);
  run.take_task();
  EXPECT_EQ(run.story(3), "3 WorkflowTaskStarted");
  const auto& started = run.last().workflow_task_started_event_attributes();
  EXPECT_EQ(started.scheduled_event_id(), 2);
  EXPECT_EQ(started.identity(), "worker");
  EXPECT_EQ(started.request_id(), "poll-1");
  EXPECT_EQ(started.history_size_bytes(),
            static_cast<std::int64_t>(run.event(1).ByteSizeLong() + run.event(2).ByteSizeLong()));
  EXPECT_FALSE(started.suggest_continue_as_new());
  EXPECT_FALSE(run.due().workflow_task.has_value());
  EXPECT_EQ(run.due().deadline, run.now() + 10s);
}

TEST(WorkflowTask, completed_is_followed_by_the_events_of_the_commands) {
  Story run;
  run.run_task({schedule("a"), start_timer("t", 30s), marker("m")});
  EXPECT_EQ(run.story(3),
            "3 WorkflowTaskStarted | 4 WorkflowTaskCompleted | 5 ActivityTaskScheduled | 6 TimerStarted | "
            "7 MarkerRecorded");
  const auto& completed = run.event(4).workflow_task_completed_event_attributes();
  EXPECT_EQ(completed.scheduled_event_id(), 2);
  EXPECT_EQ(completed.started_event_id(), 3);
  EXPECT_EQ(run.event(5).activity_task_scheduled_event_attributes().workflow_task_completed_event_id(), 4);
  EXPECT_EQ(run.event(6).timer_started_event_attributes().workflow_task_completed_event_id(), 4);
  EXPECT_EQ(run.event(7).marker_recorded_event_attributes().workflow_task_completed_event_id(), 4);
  EXPECT_EQ(run.state().previous_started_event_id(), 3);
  EXPECT_EQ(run.state().last_completed_event_id(), 4);
}

TEST(WorkflowTask, is_given_to_one_worker_only) {
  Story run;
  run.take_task("poll-1");
  const auto second = decide_start_workflow_task(run.state(), 2, {"other", "poll-2", 0}, run.context());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::kNotFound);
}

TEST(WorkflowTask, a_repeated_start_of_the_same_poll_changes_nothing) {
  Story run;
  run.take_task("poll-1");
  const auto again = decide_start_workflow_task(run.state(), 2, {"worker", "poll-1", 0}, run.context());
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(is_empty(again->transition));
}

TEST(WorkflowTask, of_another_id_is_not_found) {
  Story run;
  EXPECT_EQ(decide_start_workflow_task(run.state(), 7, {"worker", "p", 0}, run.context()).error().message,
            "Workflow task not found.");
}

struct TokenCase {
  const char* name;
  std::function<void(internal::v1::TaskToken&)> change;
};

class StaleTokens : public testing::TestWithParam<TokenCase> {};

TEST_P(StaleTokens, complete_nothing) {
  Story run;
  run.take_task();
  auto token = run.task_token();
  GetParam().change(token);
  const auto decision = decide_complete_workflow_task(run.state(), token, {}, run.context());
  ASSERT_FALSE(decision.ok());
  EXPECT_EQ(decision.error().code, Code::kNotFound);
  EXPECT_EQ(decision.error().message, "Workflow task not found.");
}

INSTANTIATE_TEST_SUITE_P(
    Table, StaleTokens,
    testing::Values(TokenCase{"scheduled", [](auto& token) { token.set_scheduled_event_id(9); }},
                    TokenCase{"started", [](auto& token) { token.set_started_event_id(9); }},
                    TokenCase{"attempt", [](auto& token) { token.set_attempt(2); }},
                    TokenCase{"time", [](auto& token) { token.mutable_started_time()->set_seconds(1); }}),
    [](const auto& tested) { return tested.param.name; });

TEST(WorkflowTask, of_a_closed_run_is_not_found) {
  Story run;
  run.take_task();
  const auto token = run.task_token();
  run.terminate();
  EXPECT_EQ(decide_complete_workflow_task(run.state(), token, {}, run.context()).error().message,
            "Workflow task not found.");
}

TEST(WorkflowTask, without_commands_leaves_the_run_waiting) {
  Story run;
  run.run_task();
  EXPECT_EQ(run.due(), DueSet{});
  EXPECT_EQ(run.state().status(), enums::WORKFLOW_EXECUTION_STATUS_RUNNING);
}

TEST(WorkflowTask, a_forced_new_one_follows_at_once) {
  Story run;
  run.take_task();
  wire::RespondWorkflowTaskCompletedRequest request;
  request.set_force_create_new_workflow_task(true);
  ASSERT_TRUE(run.try_complete(request).ok());
  EXPECT_EQ(run.story(4), "4 WorkflowTaskCompleted | 5 WorkflowTaskScheduled");
}

TEST(WorkflowTask, carries_the_sdks_metadata_into_history) {
  Story run;
  run.take_task();
  wire::RespondWorkflowTaskCompletedRequest request;
  request.mutable_sdk_metadata()->add_core_used_flags(3);
  request.mutable_metering_metadata()->set_nonfirst_local_activity_execution_attempts(2);
  ASSERT_TRUE(run.try_complete(request).ok());
  const auto& completed = run.event(4).workflow_task_completed_event_attributes();
  EXPECT_EQ(completed.sdk_metadata().core_used_flags(0), 3u);
  EXPECT_EQ(completed.metering_metadata().nonfirst_local_activity_execution_attempts(), 2u);
}

TEST(WorkflowTask, suggests_continue_as_new_from_the_limit_on) {
  Story run;
  run.limits.suggest_continue_as_new_events = 6;
  run.run_task({marker("m")});  // 3, 4, 5
  run.signal("s");              // 6, 7
  run.take_task();              // 8: seven events before it
  const auto& started = run.last().workflow_task_started_event_attributes();
  EXPECT_TRUE(started.suggest_continue_as_new());
  ASSERT_EQ(started.suggest_continue_as_new_reasons_size(), 1);
  EXPECT_EQ(started.suggest_continue_as_new_reasons(0),
            enums::SUGGEST_CONTINUE_AS_NEW_REASON_TOO_MANY_HISTORY_EVENTS);
}

TEST(WorkflowTask, suggests_continue_as_new_by_size) {
  Story run;
  run.limits.suggest_continue_as_new_bytes = 10;
  run.take_task();
  EXPECT_EQ(run.last().workflow_task_started_event_attributes().suggest_continue_as_new_reasons(0),
            enums::SUGGEST_CONTINUE_AS_NEW_REASON_HISTORY_SIZE_TOO_LARGE);
}

TEST(WorkflowTask, user_metadata_of_a_command_stands_on_its_event) {
  Story run;
  Command command = start_timer("t", 1s);
  command.mutable_user_metadata()->mutable_summary()->set_data("wait for stock");
  run.run_task({command});
  EXPECT_EQ(run.last().user_metadata().summary().data(), "wait for stock");
}

TEST(WorkflowTask, logical_time_never_goes_back) {
  Story run;
  run.pass(10s);
  run.signal("s");
  const auto before = run.state().last_time();
  run.set_back(5s);
  run.signal("s");
  EXPECT_GE(api::to_time(run.state().last_time()), api::to_time(before));
  EXPECT_GE(api::to_time(run.event(4).event_time()), api::to_time(run.event(3).event_time()));
}

TEST(WorkflowTask, counts_logged_transitions) {
  Story run;
  run.run_task();
  run.signal("s");
  EXPECT_EQ(run.state().state_transition_count(), 4);
  EXPECT_EQ(run.logged(), 4u);
}

TEST(WorkflowTask, history_size_is_the_sum_of_its_events) {
  Story run;
  run.run_task({schedule("a"), start_timer("t", 1s)});
  std::size_t bytes = 0;
  for (const auto& event : run.history()) bytes += event.ByteSizeLong();
  EXPECT_EQ(run.state().history_size_bytes(), static_cast<std::int64_t>(bytes));
}

}  // namespace
}  // namespace skald::core::test
