#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

/// Events that wait for the end of the workflow task that a worker holds.
namespace skald::core::test {
namespace {

using Story = RunUnderTest;

TEST(Buffer, holds_events_back_until_the_task_completes) {
  Story run;
  run.take_task();
  run.pass(1s);
  run.signal("s");
  EXPECT_EQ(run.story(4), "");
  EXPECT_EQ(run.state().buffered_events_size(), 1);
  run.pass(1s);
  run.complete_task({marker("m")});
  EXPECT_EQ(
      run.story(4),
      "4 WorkflowTaskCompleted | 5 MarkerRecorded | 6 WorkflowExecutionSignaled | 7 WorkflowTaskScheduled");
  EXPECT_EQ(run.since_start(run.event(6).event_time()), 1s);
}

TEST(Buffer, is_flushed_with_results_last_and_otherwise_as_things_happened) {
  Story run;
  run.run_task({schedule("a1"), schedule("a2", {.retry = at_most(1)}), start_timer("t", 1s)});
  run.start_activity("a1");
  run.start_activity("a2");
  run.signal("wake");
  run.take_task();
  run.complete_activity("a1");
  run.signal("s1");
  run.advance(1s);
  run.request_cancel_run();
  run.fail_activity("a2", application_failure("E"));
  run.signal("s2");
  run.complete_task({marker("m")});
  EXPECT_EQ(run.story(11),
            "11 WorkflowTaskCompleted | 12 MarkerRecorded"
            " | 13 ActivityTaskStarted | 14 WorkflowExecutionSignaled | 15 TimerFired"
            " | 16 WorkflowExecutionCancelRequested | 17 ActivityTaskStarted | 18 WorkflowExecutionSignaled"
            " | 19 ActivityTaskCompleted | 20 ActivityTaskFailed | 21 WorkflowTaskScheduled");
  EXPECT_EQ(run.event(19).activity_task_completed_event_attributes().started_event_id(), 13);
  EXPECT_EQ(run.event(20).activity_task_failed_event_attributes().started_event_id(), 17);
  EXPECT_EQ(run.state().signal_count(), 3);
}

TEST(Buffer, a_close_beside_unseen_events_is_refused_once) {
  Story run;
  run.take_task();
  run.signal("s");
  const auto decision = run.try_complete({complete()});
  ASSERT_TRUE(decision.ok());
  ASSERT_TRUE(decision->refusal.has_value());
  EXPECT_EQ(decision->refusal->code, Code::kInvalidArgument);
  EXPECT_EQ(decision->refusal->message, "UnhandledCommand");
  EXPECT_EQ(
      run.story(3),
      "3 WorkflowTaskStarted | 4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled");
  const auto& failed = run.event(4).workflow_task_failed_event_attributes();
  EXPECT_EQ(failed.cause(), enums::WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND);
  EXPECT_EQ(run.event(6).workflow_task_scheduled_event_attributes().attempt(), 1);
  run.run_task({complete()});
  EXPECT_EQ(run.story(7), "7 WorkflowTaskStarted | 8 WorkflowTaskCompleted | 9 WorkflowExecutionCompleted");
}

TEST(Buffer, a_close_of_a_transient_task_beside_unseen_events_leaves_no_failure) {
  Story run;
  run.take_task();
  run.fail_task();
  run.take_task();
  run.signal("s");
  const auto decision = run.try_complete({complete()});
  ASSERT_TRUE(decision.ok());
  EXPECT_EQ(decision->refusal->message, "UnhandledCommand");
  EXPECT_EQ(run.story(4), "4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled");
}

TEST(Buffer, signals_wait_while_a_run_tries_again_to_close) {
  Story run;
  run.take_task();
  run.signal("s");
  ASSERT_TRUE(run.try_complete({complete()}).ok());
  run.signal("between");
  run.take_task();
  const Error refused = run.refuse_signal("during");
  EXPECT_EQ(refused.code, Code::kResourceExhausted);
  EXPECT_EQ(refused.message, "workflow operation can not be applied because workflow is closing");
  EXPECT_FALSE(refused.detail.empty());
  run.complete_task();
  run.signal("after");
  EXPECT_EQ(run.story(8),
            "8 WorkflowTaskStarted | 9 WorkflowTaskCompleted | 10 WorkflowExecutionSignaled | "
            "11 WorkflowTaskScheduled");
}

TEST(Buffer, too_many_events_fail_the_task) {
  Story run;
  run.limits.buffered_events = 2;
  run.take_task();
  run.signal("a");
  run.signal("b");
  EXPECT_EQ(run.story(4), "");
  run.signal("c");
  EXPECT_EQ(run.story(4),
            "4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled | 6 WorkflowExecutionSignaled | "
            "7 WorkflowExecutionSignaled");
  const auto& failed = run.event(4).workflow_task_failed_event_attributes();
  EXPECT_EQ(failed.cause(), enums::WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND);
  EXPECT_EQ(failed.identity(), "history-service");
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 8, 2}));
  EXPECT_EQ(run.state().signal_count(), 3);
}

TEST(Buffer, too_many_bytes_fail_the_task) {
  Story run;
  run.limits.buffered_bytes = 10;
  run.take_task();
  run.signal("a");
  EXPECT_EQ(run.story(4), "4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled");
}

TEST(Buffer, a_timed_out_task_shows_what_it_held_back) {
  Story run;
  run.take_task();
  run.signal("s");
  run.advance(10s);
  EXPECT_EQ(run.story(3),
            "3 WorkflowTaskStarted | 4 WorkflowTaskTimedOut | 5 WorkflowExecutionSignaled | 6 "
            "WorkflowTaskScheduled");
}

TEST(Buffer, an_activity_that_ended_unseen_can_still_be_asked_to_stop) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.signal("s");
  run.take_task();
  run.complete_activity("a");
  run.complete_task({request_cancel(5)});
  EXPECT_EQ(run.story(9),
            "9 WorkflowTaskCompleted | 10 ActivityTaskCancelRequested | 11 ActivityTaskStarted | "
            "12 ActivityTaskCompleted | 13 WorkflowTaskScheduled");
  EXPECT_EQ(run.event(12).activity_task_completed_event_attributes().started_event_id(), 11);
}

TEST(Buffer, an_activity_id_is_free_again_when_its_end_is_buffered) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.signal("s");
  run.take_task();
  run.complete_activity("a");
  run.complete_task({schedule("a")});
  EXPECT_EQ(run.state().activities().size(), 1u);
  EXPECT_EQ(run.activity("a").scheduled_event_id(), 10);
}

}  // namespace
}  // namespace skald::core::test
