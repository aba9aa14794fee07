#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

/// Workers in the engine's process: they end with it, and recovery knows it.
namespace skald::core::test {
namespace {

using Story = RunUnderTest;

TEST(InProcess, a_start_is_volatile_and_not_logged) {
  Story run(Worker::kInProcess);
  const auto decision = decide_start_workflow_task(run.state(), 2, {"worker", "poll", 1}, run.context());
  ASSERT_TRUE(decision.ok());
  EXPECT_TRUE(is_volatile(decision->transition));
  EXPECT_FALSE(is_empty(decision->transition));
  run.take(decision->transition);
  EXPECT_EQ(run.logged(), 1u);
  EXPECT_EQ(run.story(3), "");
  EXPECT_FALSE(run.due().workflow_task.has_value());
  EXPECT_TRUE(core::due(durable_part(run.state())).workflow_task.has_value());
}

TEST(InProcess, a_logged_transition_is_not_volatile) {
  Story run;
  const auto decision = decide_start_workflow_task(run.state(), 2, {"worker", "poll", 0}, run.context());
  EXPECT_FALSE(is_volatile(decision->transition));
  EXPECT_FALSE(is_volatile(Transition()));
}

TEST(InProcess, the_worker_is_shown_the_started_event_that_its_completion_writes) {
  Story run(Worker::kInProcess);
  run.pass(1s);
  run.take_task("poll-9");
  const auto shown = transient_events(run.state());
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_EQ(shown[0].event_id(), 3);
  run.pass(1s);
  run.complete_task({schedule("a")});
  EXPECT_EQ(run.story(3), "3 WorkflowTaskStarted | 4 WorkflowTaskCompleted | 5 ActivityTaskScheduled");
  EXPECT_EQ(run.event(3).SerializeAsString(), shown[0].SerializeAsString());
  EXPECT_EQ(run.since_start(run.event(3).event_time()), 1s);
  EXPECT_EQ(run.event(3).workflow_task_started_event_attributes().request_id(), "poll-9");
  EXPECT_EQ(run.event(3).workflow_task_started_event_attributes().identity(), "worker");
  EXPECT_EQ(run.state().previous_started_event_id(), 3);
}

TEST(InProcess, a_held_task_has_no_deadline) {
  Story run(Worker::kInProcess);
  run.take_task();
  EXPECT_FALSE(run.due().deadline.has_value());
  EXPECT_TRUE(is_empty(run.advance(3600s).transition));
}

TEST(InProcess, events_wait_for_a_held_task) {
  Story run(Worker::kInProcess);
  run.take_task();
  run.signal("s");
  EXPECT_EQ(run.logged(), 2u);
  EXPECT_EQ(run.story(3), "");
  run.complete_task();
  EXPECT_EQ(run.story(3),
            "3 WorkflowTaskStarted | 4 WorkflowTaskCompleted | 5 WorkflowExecutionSignaled | 6 "
            "WorkflowTaskScheduled");
}

TEST(InProcess, a_failed_task_is_written_with_its_start) {
  Story run(Worker::kInProcess);
  run.take_task();
  run.fail_task();
  EXPECT_EQ(run.story(3), "3 WorkflowTaskStarted | 4 WorkflowTaskFailed");
  run.take_task();
  EXPECT_EQ(transient_events(run.state()).size(), 2u);
  run.fail_task();
  EXPECT_EQ(run.story(5), "");
  EXPECT_EQ(run.due().workflow_task->attempt, 3);
  run.run_task({complete()});
  EXPECT_EQ(run.story(5),
            "5 WorkflowTaskScheduled | 6 WorkflowTaskStarted | 7 WorkflowTaskCompleted | 8 "
            "WorkflowExecutionCompleted");
}

TEST(InProcess, an_event_makes_a_waiting_transient_task_a_normal_one) {
  Story run(Worker::kInProcess);
  run.take_task();
  run.fail_task();
  run.signal("s");
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 6, 1}));
  run.take_task();
  const auto shown = transient_events(run.state());
  ASSERT_EQ(shown.size(), 2u);
  run.complete_task();
  EXPECT_EQ(run.story(5),
            "5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled | 7 WorkflowTaskStarted | 8 "
            "WorkflowTaskCompleted");
  EXPECT_EQ(run.event(6).workflow_task_scheduled_event_attributes().attempt(), 1);
  EXPECT_EQ(shown[0].SerializeAsString(), run.event(6).SerializeAsString());
}

TEST(InProcess, a_failure_of_that_normal_task_is_written) {
  Story run(Worker::kInProcess);
  run.take_task();
  run.fail_task();
  run.signal("s");
  run.take_task();
  run.fail_task();
  EXPECT_EQ(
      run.story(5),
      "5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled | 7 WorkflowTaskStarted | 8 WorkflowTaskFailed");
  EXPECT_EQ(run.due().workflow_task->attempt, 2);
}

TEST(InProcess, terminate_writes_the_start_and_the_failure_of_a_held_task) {
  Story run(Worker::kInProcess);
  run.take_task();
  run.signal("s");
  run.terminate();
  EXPECT_EQ(run.story(3),
            "3 WorkflowTaskStarted | 4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled | 6 "
            "WorkflowExecutionTerminated");
}

TEST(InProcess, times_of_events_keep_their_order_when_the_clock_goes_back) {
  Story run(Worker::kInProcess);
  run.pass(10s);
  run.take_task();
  run.set_back(8s);
  run.complete_task();
  EXPECT_GE(run.since_start(run.event(4).event_time()), run.since_start(run.event(3).event_time()));
}

TEST(Crash, makes_the_held_task_ready_again) {
  Story run(Worker::kInProcess);
  run.take_task();
  run.crash();
  EXPECT_EQ(run.story(3), "");
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 2, 1}));
  run.run_task({complete()});
  EXPECT_EQ(run.story(3), "3 WorkflowTaskStarted | 4 WorkflowTaskCompleted | 5 WorkflowExecutionCompleted");
}

TEST(Crash, flushes_what_the_held_task_kept_back) {
  Story run(Worker::kInProcess);
  run.take_task();
  run.signal("s", "req-1");
  run.crash();
  EXPECT_EQ(run.story(3), "3 WorkflowExecutionSignaled");
  EXPECT_TRUE(run.state().buffered_events().empty());
  EXPECT_EQ(run.state().signal_count(), 1);
  EXPECT_EQ(run.state().requests_seen().at("req-1"), 3);
  run.signal("s", "req-1");
  EXPECT_EQ(run.story(3), "3 WorkflowExecutionSignaled");
}

TEST(Crash, with_a_buffered_event_makes_a_transient_task_a_normal_one) {
  Story run(Worker::kInProcess);
  run.take_task();
  run.fail_task();
  run.take_task();
  run.signal("s");
  run.crash();
  EXPECT_EQ(run.story(5), "5 WorkflowExecutionSignaled");
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 6, 1}));
}

TEST(Crash, a_token_of_before_completes_nothing) {
  Story run(Worker::kInProcess);
  run.take_task();
  const auto stale = run.task_token();
  run.crash();
  run.pass(1s);
  run.take_task();
  EXPECT_EQ(decide_complete_workflow_task(run.state(), stale, {}, run.context()).error().message,
            "Workflow task not found.");
}

TEST(Crash, a_lost_attempt_is_tried_again_by_its_policy) {
  Story run(Worker::kInProcess);
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.pass(1s);
  run.crash();
  EXPECT_EQ(run.story(6), "");
  EXPECT_EQ(run.due().activities.at(0), (ReadyActivity{"activities", 5, 2, run.now() + 1s}));
  const auto& failure = run.activity("a").last_failure();
  EXPECT_EQ(failure.message(), "activity StartToClose timeout: the process that ran it ended");
  EXPECT_EQ(failure.timeout_failure_info().timeout_type(), enums::TIMEOUT_TYPE_START_TO_CLOSE);
}

TEST(Crash, a_lost_last_attempt_ends_as_a_timeout_whose_outcome_is_unknown) {
  Story run(Worker::kInProcess);
  run.run_task({schedule("a", {.retry = at_most(1)})});
  run.start_activity("a");
  run.heartbeat("a", "half");
  run.crash();
  EXPECT_EQ(run.story(6), "6 ActivityTaskStarted | 7 ActivityTaskTimedOut | 8 WorkflowTaskScheduled");
  const auto& event = run.event(7).activity_task_timed_out_event_attributes();
  EXPECT_EQ(event.retry_state(), enums::RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED);
  EXPECT_EQ(event.failure().message(), "activity StartToClose timeout: the process that ran it ended");
  EXPECT_EQ(text_of(event.failure().timeout_failure_info().last_heartbeat_details()), "half");
}

TEST(Crash, loses_the_attempts_in_the_order_of_their_scheduling) {
  Story run(Worker::kInProcess);
  run.run_task(
      {schedule("b", {.retry = at_most(1)}), schedule("a", {.retry = at_most(1)}), schedule("idle")});
  run.start_activity("a");
  run.start_activity("b");
  run.crash();
  EXPECT_EQ(run.event(9).activity_task_timed_out_event_attributes().scheduled_event_id(), 5);
  EXPECT_EQ(run.event(11).activity_task_timed_out_event_attributes().scheduled_event_id(), 6);
  EXPECT_EQ(run.activity("idle").attempt(), 1);
}

TEST(Crash, what_was_buffered_comes_before_what_the_crash_ended) {
  Story run(Worker::kInProcess);
  run.run_task({schedule("a", {.retry = at_most(1)})});
  run.start_activity("a");
  run.signal("one");
  run.take_task();
  run.signal("two");
  run.crash();
  EXPECT_EQ(run.story(6),
            "6 WorkflowExecutionSignaled | 7 WorkflowTaskScheduled | 8 WorkflowExecutionSignaled | "
            "9 ActivityTaskStarted | 10 ActivityTaskTimedOut");
}

TEST(Crash, leaves_workers_on_the_port_alone) {
  Story run(Worker::kOnPort);
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.signal("s");
  run.take_task();
  run.signal("kept back");
  const std::size_t logged = run.logged();
  EXPECT_TRUE(is_empty(run.crash().transition));
  EXPECT_EQ(run.logged(), logged);
  run.complete_task();
  run.complete_activity("a");
  EXPECT_EQ(run.story(9),
            "9 WorkflowTaskCompleted | 10 WorkflowExecutionSignaled | 11 WorkflowTaskScheduled | "
            "12 ActivityTaskStarted | 13 ActivityTaskCompleted");
}

TEST(Crash, a_second_recovery_finds_nothing_more_to_do) {
  Story run(Worker::kInProcess);
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.crash();
  EXPECT_TRUE(is_empty(run.crash().transition));
}

TEST(Crash, what_this_process_holds_is_not_lost) {
  Story run(Worker::kInProcess);
  run.run_task({schedule("a")});
  run.crash();
  run.start_activity("a");
  EXPECT_TRUE(is_empty(decide_worker_lost(run.state(), run.context()).transition));
}

TEST(Crash, of_a_closed_run_changes_nothing) {
  Story run(Worker::kInProcess);
  run.run_task({schedule("a"), complete()});
  EXPECT_TRUE(is_empty(run.crash().transition));
}

}  // namespace
}  // namespace skald::core::test
