#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

/// Failed and timed-out workflow tasks, and the transient tasks that follow them.
namespace skald::core::test {
namespace {

using Story = RunUnderTest;

wire::RespondWorkflowTaskCompletedRequest sticky_completion(Duration schedule_to_start = 10s) {
  wire::RespondWorkflowTaskCompletedRequest request;
  auto& sticky = *request.mutable_sticky_attributes();
  sticky.mutable_worker_task_queue()->set_name("worker-1");
  sticky.mutable_worker_task_queue()->set_kind(enums::TASK_QUEUE_KIND_STICKY);
  sticky.mutable_worker_task_queue()->set_normal_name("orders");
  *sticky.mutable_schedule_to_start_timeout() = api::to_duration_message(schedule_to_start);
  return request;
}

TEST(TaskFailure, of_the_first_attempt_is_written) {
  Story run;
  run.take_task();
  run.fail_task("bug");
  EXPECT_EQ(run.story(3), "3 WorkflowTaskStarted | 4 WorkflowTaskFailed");
  const auto& failed = run.last().workflow_task_failed_event_attributes();
  EXPECT_EQ(failed.scheduled_event_id(), 2);
  EXPECT_EQ(failed.started_event_id(), 3);
  EXPECT_EQ(failed.cause(), enums::WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
  EXPECT_EQ(failed.failure().message(), "bug");
  EXPECT_EQ(failed.identity(), "worker");
  EXPECT_EQ(run.state().last_workflow_task_failure().message(), "bug");
}

TEST(TaskFailure, makes_the_second_attempt_a_transient_one) {
  Story run;
  run.take_task();
  run.fail_task();
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 5, 2}));
  run.take_task();
  EXPECT_EQ(run.story(5), "");
  const auto shown = transient_events(run.state());
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(event_name(shown[0]), "WorkflowTaskScheduled");
  EXPECT_EQ(shown[0].event_id(), 5);
  EXPECT_EQ(shown[0].workflow_task_scheduled_event_attributes().attempt(), 2);
  EXPECT_EQ(event_name(shown[1]), "WorkflowTaskStarted");
  EXPECT_EQ(shown[1].event_id(), 6);
  EXPECT_EQ(shown[1].workflow_task_started_event_attributes().scheduled_event_id(), 5);
}

TEST(TaskFailure, of_later_attempts_leaves_no_event) {
  Story run;
  for (int attempt = 1; attempt <= 4; ++attempt) {
    run.take_task();
    run.fail_task("bug " + std::to_string(attempt));
  }
  EXPECT_EQ(run.story(4), "4 WorkflowTaskFailed");
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 5, 5}));
  EXPECT_EQ(run.state().last_workflow_task_failure().message(), "bug 4");
}

TEST(TaskFailure, a_transient_task_becomes_real_when_it_completes) {
  Story run;
  run.take_task();
  run.fail_task();
  run.pass(1s);
  run.take_task();
  run.fail_task();
  run.pass(1s);
  run.take_task();
  run.pass(1s);
  const auto shown = transient_events(run.state());
  run.complete_task({complete()});
  EXPECT_EQ(
      run.story(4),
      "4 WorkflowTaskFailed | 5 WorkflowTaskScheduled | 6 WorkflowTaskStarted | 7 WorkflowTaskCompleted | "
      "8 WorkflowExecutionCompleted");
  EXPECT_EQ(run.event(5).workflow_task_scheduled_event_attributes().attempt(), 3);
  EXPECT_EQ(run.since_start(run.event(5).event_time()), 1s);
  EXPECT_EQ(run.since_start(run.event(6).event_time()), 2s);
  EXPECT_EQ(shown[0].SerializeAsString(), run.event(5).SerializeAsString());
  EXPECT_EQ(shown[1].SerializeAsString(), run.event(6).SerializeAsString());
}

TEST(TaskFailure, an_event_beside_a_waiting_transient_task_takes_the_next_id) {
  Story run;
  run.take_task();
  run.fail_task();
  run.signal("s");
  EXPECT_EQ(run.story(4), "4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled");
  run.pass(2s);
  run.take_task();
  EXPECT_EQ(run.story(5), "5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled | 7 WorkflowTaskStarted");
  EXPECT_EQ(run.event(6).workflow_task_scheduled_event_attributes().attempt(), 1);
  EXPECT_EQ(run.since_start(run.event(6).event_time()), run.since_start(run.event(7).event_time()));
  EXPECT_TRUE(transient_events(run.state()).empty());
}

TEST(TaskFailure, an_event_during_a_transient_task_follows_its_completion) {
  Story run;
  run.take_task();
  run.fail_task();
  run.take_task();
  run.signal("s");
  run.complete_task();
  EXPECT_EQ(run.story(5),
            "5 WorkflowTaskScheduled | 6 WorkflowTaskStarted | 7 WorkflowTaskCompleted | 8 "
            "WorkflowExecutionSignaled | "
            "9 WorkflowTaskScheduled");
  EXPECT_EQ(run.event(5).workflow_task_scheduled_event_attributes().attempt(), 2);
}

TEST(TaskFailure, an_event_during_a_transient_task_that_fails_begins_anew) {
  Story run;
  run.take_task();
  run.fail_task();
  run.take_task();
  run.signal("s");
  run.fail_task();
  EXPECT_EQ(run.story(4), "4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled");
  EXPECT_EQ(run.event(6).workflow_task_scheduled_event_attributes().attempt(), 1);
}

TEST(TaskFailure, buffered_events_make_the_next_task_a_normal_one) {
  Story run;
  run.take_task();
  run.signal("s");
  run.fail_task();
  EXPECT_EQ(
      run.story(3),
      "3 WorkflowTaskStarted | 4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled");
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 6, 1}));
}

TEST(TaskTimeout, of_the_first_attempt_is_written) {
  Story run;
  run.take_task();
  EXPECT_TRUE(is_empty(run.advance(9s).transition));
  run.advance(1s);
  EXPECT_EQ(run.story(3), "3 WorkflowTaskStarted | 4 WorkflowTaskTimedOut");
  const auto& timed_out = run.last().workflow_task_timed_out_event_attributes();
  EXPECT_EQ(timed_out.scheduled_event_id(), 2);
  EXPECT_EQ(timed_out.started_event_id(), 3);
  EXPECT_EQ(timed_out.timeout_type(), enums::TIMEOUT_TYPE_START_TO_CLOSE);
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 5, 2}));
}

TEST(TaskTimeout, grows_from_the_fourth_attempt_on) {
  Story run;
  const Duration expected[] = {10s, 10s, 10s, 15s, 20s, 30s, 50s};
  for (const Duration timeout : expected) {
    run.take_task();
    EXPECT_EQ(run.due().deadline, run.now() + timeout);
    run.advance(timeout);
  }
  EXPECT_EQ(run.story(4), "4 WorkflowTaskTimedOut");
}

TEST(TaskTimeout, grows_by_ten_minutes_at_most) {
  Story run;
  for (int attempt = 1; attempt <= 20; ++attempt) {
    run.take_task();
    run.advance(*run.due().deadline - run.now());
  }
  run.take_task();
  EXPECT_EQ(run.due().deadline, run.now() + 610s);
}

TEST(Sticky, the_next_task_is_offered_to_the_worker_that_has_the_run) {
  Story run;
  run.take_task();
  ASSERT_TRUE(run.try_complete(sticky_completion()).ok());
  run.signal("s");
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"worker-1", true, 6, 1}));
  const auto& scheduled = run.last().workflow_task_scheduled_event_attributes();
  EXPECT_EQ(scheduled.task_queue().name(), "worker-1");
  EXPECT_EQ(scheduled.task_queue().kind(), enums::TASK_QUEUE_KIND_STICKY);
  EXPECT_EQ(scheduled.task_queue().normal_name(), "orders");
  EXPECT_EQ(run.due().deadline, run.now() + 10s);
}

TEST(Sticky, a_task_that_nobody_takes_goes_to_the_runs_own_queue) {
  Story run;
  run.take_task();
  ASSERT_TRUE(run.try_complete(sticky_completion()).ok());
  run.signal("s");
  run.advance(10s);
  EXPECT_EQ(run.story(6), "6 WorkflowTaskScheduled | 7 WorkflowTaskTimedOut | 8 WorkflowTaskScheduled");
  const auto& timed_out = run.event(7).workflow_task_timed_out_event_attributes();
  EXPECT_EQ(timed_out.scheduled_event_id(), 6);
  EXPECT_EQ(timed_out.started_event_id(), 0);
  EXPECT_EQ(timed_out.timeout_type(), enums::TIMEOUT_TYPE_SCHEDULE_TO_START);
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 8, 1}));
  EXPECT_EQ(run.event(8).workflow_task_scheduled_event_attributes().attempt(), 1);
}

TEST(Sticky, a_task_of_a_worker_that_names_no_timeout_goes_to_the_runs_own_queue_at_once) {
  Story run;
  run.take_task();
  ASSERT_TRUE(run.try_complete(sticky_completion(0s)).ok());
  run.signal("s");
  EXPECT_EQ(run.due().deadline, run.now());
  run.advance(0s);
  EXPECT_EQ(run.story(6), "6 WorkflowTaskScheduled | 7 WorkflowTaskTimedOut | 8 WorkflowTaskScheduled");
}

TEST(Sticky, a_completion_without_it_ends_it) {
  Story run;
  run.take_task();
  ASSERT_TRUE(run.try_complete(sticky_completion()).ok());
  run.signal("s");
  run.run_task();
  EXPECT_FALSE(run.state().has_sticky());
  run.signal("s");
  EXPECT_EQ(run.due().workflow_task->task_queue, "orders");
}

TEST(Sticky, staying_on_the_same_queue_is_no_change) {
  Story run;
  run.take_task();
  ASSERT_TRUE(run.try_complete(sticky_completion()).ok());
  run.signal("s");
  run.take_task();
  const auto again = run.try_complete(sticky_completion());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->transition.facts_size(), 0);
  EXPECT_TRUE(run.state().has_sticky());
}

TEST(Sticky, a_failure_is_tried_once_more_on_the_runs_own_queue_before_it_is_transient) {
  Story run;
  run.take_task();
  ASSERT_TRUE(run.try_complete(sticky_completion()).ok());
  run.signal("s");
  run.take_task();
  run.fail_task();
  EXPECT_EQ(
      run.story(6),
      "6 WorkflowTaskScheduled | 7 WorkflowTaskStarted | 8 WorkflowTaskFailed | 9 WorkflowTaskScheduled");
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 9, 1}));
  run.take_task();
  run.fail_task();
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 12, 2}));
}

}  // namespace
}  // namespace skald::core::test
