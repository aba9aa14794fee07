#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

/// The ends of runs, and the runs that follow them.
namespace skald::core::test {
namespace {

using Story = RunUnderTest;

Story::StartRequest with_retry(std::int32_t attempts) {
  auto request = Story::start_request();
  request.mutable_retry_policy()->set_maximum_attempts(attempts);
  return request;
}

const auto& started_event(const Transition& transition) {
  return transition.events(0).workflow_execution_started_event_attributes();
}

TEST(Close, completed_carries_the_result) {
  Story run;
  const auto decision = run.run_task({complete("shipped")});
  EXPECT_EQ(run.story(4), "4 WorkflowTaskCompleted | 5 WorkflowExecutionCompleted");
  const auto& completed = run.last().workflow_execution_completed_event_attributes();
  EXPECT_EQ(text_of(completed.result()), "shipped");
  EXPECT_EQ(completed.workflow_task_completed_event_id(), 4);
  EXPECT_EQ(run.state().status(), enums::WORKFLOW_EXECUTION_STATUS_COMPLETED);
  EXPECT_EQ(run.since_start(run.state().close_time()), 0s);
  EXPECT_FALSE(decision.next.has_value());
}

TEST(Close, is_what_a_late_failure_of_its_task_hears) {
  RunUnderTest run;
  run.take_task();
  const auto token = run.task_token();
  run.terminate();
  const auto late = decide_fail_workflow_task(run.state(), token, {}, run.context());
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().message, "workflow execution already completed");
}

TEST(Close, leaves_nothing_due) {
  Story run;
  run.run_task({schedule("a"), start_timer("t", 1s), complete()});
  EXPECT_EQ(run.due(), DueSet{});
  EXPECT_TRUE(is_empty(run.advance(10s).transition));
}

TEST(Close, failed_without_a_policy_says_so) {
  Story run;
  run.run_task({fail(application_failure("E", "broken"))});
  const auto& failed = run.last().workflow_execution_failed_event_attributes();
  EXPECT_EQ(failed.failure().message(), "broken");
  EXPECT_EQ(failed.retry_state(), enums::RETRY_STATE_RETRY_POLICY_NOT_SET);
  EXPECT_EQ(failed.new_execution_run_id(), "");
  EXPECT_EQ(run.state().status(), enums::WORKFLOW_EXECUTION_STATUS_FAILED);
}

TEST(WorkflowRetry, starts_another_run_after_the_backoff) {
  Story run(with_retry(3));
  run.pass(2s);
  const auto decision =
      run.run_task({upsert("Customer", "\"ann\""), fail(application_failure("E", "broken"))});
  const auto& failed = run.last().workflow_execution_failed_event_attributes();
  EXPECT_EQ(failed.retry_state(), enums::RETRY_STATE_IN_PROGRESS);
  EXPECT_EQ(failed.new_execution_run_id(), "run-2");
  EXPECT_EQ(run.state().next_run_id(), "run-2");
  ASSERT_TRUE(decision.next.has_value());

  Story next(decision.next->transition, run);
  EXPECT_EQ(next.story(), "1 WorkflowExecutionStarted");
  EXPECT_EQ(next.state().identity().run_id(), "run-2");
  EXPECT_EQ(next.state().identity().workflow_id(), "order-17");
  EXPECT_EQ(next.state().identity().namespace_name(), "default");
  const auto& started = next.event(1).workflow_execution_started_event_attributes();
  EXPECT_EQ(started.attempt(), 2);
  EXPECT_EQ(started.initiator(), enums::CONTINUE_AS_NEW_INITIATOR_RETRY);
  EXPECT_EQ(started.continued_execution_run_id(), "run-1");
  EXPECT_EQ(started.first_execution_run_id(), "run-1");
  EXPECT_EQ(started.original_execution_run_id(), "run-2");
  EXPECT_EQ(started.continued_failure().message(), "broken");
  EXPECT_EQ(text_of(started.input()), "book");
  EXPECT_EQ(started.identity(), "");
  EXPECT_EQ(started.retry_policy().maximum_attempts(), 3);
  EXPECT_FALSE(started.has_search_attributes());
  EXPECT_EQ(api::to_duration(started.first_workflow_task_backoff()), 1s);
  next.advance(1s);
  EXPECT_EQ(next.story(2), "2 WorkflowTaskScheduled");
}

TEST(WorkflowRetry, ends_with_the_attempts) {
  Story run(with_retry(2));
  const auto first = run.run_task({fail(application_failure("E"))});
  Story next(first.next->transition, run);
  next.advance(1s);
  const auto second = next.run_task({fail(application_failure("E"))});
  EXPECT_FALSE(second.next.has_value());
  EXPECT_EQ(next.last().workflow_execution_failed_event_attributes().retry_state(),
            enums::RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED);
}

TEST(WorkflowRetry, not_for_a_failure_that_is_not_retryable) {
  Story run(with_retry(3));
  Failure failure = application_failure("E");
  failure.mutable_application_failure_info()->set_non_retryable(true);
  EXPECT_FALSE(run.run_task({fail(failure)}).next.has_value());
  EXPECT_EQ(run.last().workflow_execution_failed_event_attributes().retry_state(),
            enums::RETRY_STATE_NON_RETRYABLE_FAILURE);
}

TEST(WorkflowRetry, not_beyond_the_execution_timeout) {
  auto request = with_retry(3);
  *request.mutable_workflow_execution_timeout() = api::to_duration_message(500ms);
  Story run(request);
  EXPECT_FALSE(run.run_task({fail(application_failure("E"))}).next.has_value());
  EXPECT_EQ(run.last().workflow_execution_failed_event_attributes().retry_state(),
            enums::RETRY_STATE_TIMEOUT);
}

TEST(WorkflowRetry, keeps_the_distance_between_runs) {
  Story run(with_retry(3));
  run.limits.continue_as_new_spacing = 5s;
  run.pass(2s);
  const auto decision = run.run_task({fail(application_failure("E"))});
  EXPECT_EQ(api::to_duration(started_event(decision.next->transition).first_workflow_task_backoff()), 3s);
}

TEST(RunTimeout, closes_the_run) {
  auto request = Story::start_request();
  *request.mutable_workflow_run_timeout() = api::to_duration_message(30s);
  Story run(request);
  EXPECT_EQ(run.due().deadline, run.now() + 30s);
  run.take_task();
  run.signal("s");
  const Decision decision = run.advance(30s);
  EXPECT_EQ(run.story(3),
            "3 WorkflowTaskStarted | 4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled | 6 "
            "WorkflowExecutionTimedOut");
  EXPECT_EQ(run.last().workflow_execution_timed_out_event_attributes().retry_state(),
            enums::RETRY_STATE_RETRY_POLICY_NOT_SET);
  EXPECT_EQ(run.state().status(), enums::WORKFLOW_EXECUTION_STATUS_TIMED_OUT);
  EXPECT_FALSE(decision.next.has_value());
}

TEST(RunTimeout, comes_before_what_it_cut_short) {
  auto request = RunUnderTest::start_request();
  *request.mutable_workflow_run_timeout() = api::to_duration_message(10s);
  RunUnderTest run(request);
  run.run_task({schedule("a", {.start_to_close = 60s}), start_timer("t", 10s)});
  run.advance(11s);
  EXPECT_EQ(run.story(7), "7 WorkflowExecutionTimedOut");
}

TEST(RunTimeout, counts_from_the_end_of_the_backoff) {
  auto request = Story::start_request();
  *request.mutable_workflow_run_timeout() = api::to_duration_message(30s);
  *request.mutable_workflow_start_delay() = api::to_duration_message(10s);
  Story run(request);
  run.advance(10s);
  EXPECT_EQ(run.due().deadline, run.now() + 30s);
}

TEST(RunTimeout, is_retried) {
  auto request = with_retry(3);
  *request.mutable_workflow_run_timeout() = api::to_duration_message(30s);
  Story run(request);
  const Decision decision = run.advance(30s);
  const auto& timed_out = run.last().workflow_execution_timed_out_event_attributes();
  EXPECT_EQ(timed_out.retry_state(), enums::RETRY_STATE_IN_PROGRESS);
  EXPECT_EQ(timed_out.new_execution_run_id(), "run-2");
  ASSERT_TRUE(decision.next.has_value());
  const auto& started = started_event(decision.next->transition);
  EXPECT_EQ(started.continued_failure().message(), "workflow timeout");
  EXPECT_EQ(started.continued_failure().timeout_failure_info().timeout_type(),
            enums::TIMEOUT_TYPE_START_TO_CLOSE);
  EXPECT_EQ(api::to_duration(started.workflow_run_timeout()), 30s);
}

TEST(ExecutionTimeout, covers_all_runs_and_is_not_retried) {
  auto request = with_retry(9);
  *request.mutable_workflow_execution_timeout() = api::to_duration_message(60s);
  *request.mutable_workflow_run_timeout() = api::to_duration_message(40s);
  Story run(request);
  const Decision first = run.advance(40s);
  Story next(first.next->transition, run);
  next.advance(1s);
  EXPECT_EQ(next.due().deadline, next.now() + 19s);
  const Decision second = next.advance(19s);
  EXPECT_FALSE(second.next.has_value());
  EXPECT_EQ(next.last().workflow_execution_timed_out_event_attributes().retry_state(),
            enums::RETRY_STATE_TIMEOUT);
}

TEST(ContinueAsNew, closes_the_run_and_starts_the_next_in_one_group) {
  auto request = Story::start_request();
  (*request.mutable_memo()->mutable_fields())["note"] = payloads("x").payloads(0);
  request.mutable_retry_policy()->set_maximum_attempts(3);
  *request.mutable_workflow_run_timeout() = api::to_duration_message(30s);
  Story run(request);
  const auto decision = run.run_task({continue_as_new("page 2")});
  EXPECT_EQ(run.story(4), "4 WorkflowTaskCompleted | 5 WorkflowExecutionContinuedAsNew");
  const auto& event = run.last().workflow_execution_continued_as_new_event_attributes();
  EXPECT_EQ(event.new_execution_run_id(), "run-2");
  EXPECT_EQ(event.workflow_type().name(), "order");
  EXPECT_EQ(event.task_queue().name(), "orders");
  EXPECT_EQ(text_of(event.input()), "page 2");
  EXPECT_EQ(event.initiator(), enums::CONTINUE_AS_NEW_INITIATOR_UNSPECIFIED);
  EXPECT_FALSE(event.has_backoff_start_interval());
  EXPECT_EQ(run.state().status(), enums::WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW);
  EXPECT_EQ(run.state().next_run_id(), "run-2");

  Story next(decision.next->transition, run);
  EXPECT_EQ(next.story(), "1 WorkflowExecutionStarted | 2 WorkflowTaskScheduled");
  const auto& started = next.event(1).workflow_execution_started_event_attributes();
  EXPECT_EQ(text_of(started.input()), "page 2");
  EXPECT_EQ(started.initiator(), enums::CONTINUE_AS_NEW_INITIATOR_WORKFLOW);
  EXPECT_EQ(started.continued_execution_run_id(), "run-1");
  EXPECT_EQ(started.first_execution_run_id(), "run-1");
  EXPECT_EQ(started.original_execution_run_id(), "run-2");
  EXPECT_EQ(started.attempt(), 1);
  EXPECT_EQ(started.identity(), "");
  EXPECT_EQ(api::to_duration(started.workflow_run_timeout()), 30s);
  EXPECT_EQ(api::to_duration(started.workflow_task_timeout()), 10s);
  EXPECT_FALSE(started.has_memo());
  EXPECT_FALSE(started.has_retry_policy());
}

TEST(ContinueAsNew, says_that_there_is_no_run_timeout) {
  Story run;
  run.run_task({continue_as_new()});
  const auto& event = run.last().workflow_execution_continued_as_new_event_attributes();
  ASSERT_TRUE(event.has_workflow_run_timeout());
  EXPECT_EQ(api::to_duration(event.workflow_run_timeout()), 0s);
}

TEST(ContinueAsNew, may_change_what_the_next_run_is) {
  Story run;
  Command command = continue_as_new();
  auto& wanted = *command.mutable_continue_as_new_workflow_execution_command_attributes();
  wanted.mutable_workflow_type()->set_name("refund");
  wanted.mutable_task_queue()->set_name("refunds");
  *wanted.mutable_backoff_start_interval() = api::to_duration_message(7s);
  const auto decision = run.run_task({command});
  Story next(decision.next->transition, run);
  EXPECT_EQ(next.story(), "1 WorkflowExecutionStarted");
  EXPECT_EQ(next.due().deadline, next.now() + 7s);
  next.advance(7s);
  EXPECT_EQ(next.due().workflow_task->task_queue, "refunds");
  EXPECT_EQ(next.state().started().workflow_type().name(), "refund");
}

TEST(ContinueAsNew, keeps_the_distance_between_runs) {
  Story run;
  run.limits.continue_as_new_spacing = 1s;
  run.pass(400ms);
  const auto decision = run.run_task({continue_as_new()});
  EXPECT_EQ(api::to_duration(started_event(decision.next->transition).first_workflow_task_backoff()), 600ms);
  EXPECT_FALSE(
      run.last().workflow_execution_continued_as_new_event_attributes().has_backoff_start_interval());
}

TEST(ContinueAsNew, may_give_the_next_run_a_schedule_for_which_that_one_does_not_wait) {
  Story run;
  Command command = continue_as_new();
  command.mutable_continue_as_new_workflow_execution_command_attributes()->set_cron_schedule("* * * * *");
  run.take_task();
  const auto decision = run.try_complete({command});
  ASSERT_TRUE(decision.ok());
  ASSERT_TRUE(decision->next.has_value());
  const auto& next = decision->next->transition.events(0).workflow_execution_started_event_attributes();
  EXPECT_EQ(next.cron_schedule(), "* * * * *");
  EXPECT_EQ(next.initiator(), enums::CONTINUE_AS_NEW_INITIATOR_WORKFLOW);
  EXPECT_FALSE(next.has_first_workflow_task_backoff());
}

TEST(ContinueAsNew, beside_unseen_signals_is_refused_once) {
  Story run;
  run.take_task();
  run.signal("s");
  const auto decision = run.try_complete({continue_as_new()});
  ASSERT_TRUE(decision.ok());
  EXPECT_EQ(decision->refusal->message, "UnhandledCommand");
  EXPECT_FALSE(decision->next.has_value());
}

}  // namespace
}  // namespace skald::core::test
