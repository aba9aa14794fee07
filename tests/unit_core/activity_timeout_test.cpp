#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

constexpr char kNoTimeLeft[] =
    "Not enough time to schedule next retry before activity ScheduleToClose timeout, giving up retrying";

const auto& timed_out(const Story& run, std::int64_t id) {
  EXPECT_EQ(event_name(run.event(id)), "ActivityTaskTimedOut");
  return run.event(id).activity_task_timed_out_event_attributes();
}

TEST(ActivityTimeout, of_an_attempt_is_retried) {
  Story run;
  run.run_task({schedule("a", {.start_to_close = 10s})});
  EXPECT_FALSE(run.due().deadline.has_value());
  run.start_activity("a");
  EXPECT_EQ(run.due().deadline, run.now() + 10s);
  run.advance(10s);
  EXPECT_EQ(run.story(6), "");
  EXPECT_EQ(run.due().activities.at(0), (ReadyActivity{"activities", 5, 2, run.now() + 1s}));
  EXPECT_EQ(run.activity("a").last_failure().message(), "activity StartToClose timeout");
  EXPECT_EQ(run.activity("a").last_failure().source(), "Server");
}

TEST(ActivityTimeout, of_the_last_attempt_is_written_with_the_earlier_failure_as_its_cause) {
  Story run;
  run.run_task({schedule("a", {.start_to_close = 10s, .retry = at_most(2)})});
  run.start_activity("a");
  run.fail_activity("a", application_failure("E", "first"));
  run.pass(1s);
  run.start_activity("a");
  run.heartbeat("a", "half");
  run.advance(10s);
  EXPECT_EQ(run.story(6), "6 ActivityTaskStarted | 7 ActivityTaskTimedOut | 8 WorkflowTaskScheduled");
  const auto& event = timed_out(run, 7);
  EXPECT_EQ(event.retry_state(), enums::RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED);
  EXPECT_EQ(event.failure().message(), "activity StartToClose timeout");
  EXPECT_EQ(event.failure().timeout_failure_info().timeout_type(), enums::TIMEOUT_TYPE_START_TO_CLOSE);
  EXPECT_EQ(text_of(event.failure().timeout_failure_info().last_heartbeat_details()), "half");
  EXPECT_EQ(event.failure().cause().message(), "first");
  EXPECT_EQ(event.scheduled_event_id(), 5);
  EXPECT_EQ(event.started_event_id(), 6);
}

TEST(ActivityTimeout, that_is_retried_keeps_the_heartbeat_for_the_attempt_and_not_in_its_failure) {
  Story run;
  run.run_task({schedule("a", {.start_to_close = 10s})});
  run.start_activity("a");
  run.heartbeat("a", "half");
  run.advance(10s);
  EXPECT_FALSE(run.activity("a").last_failure().timeout_failure_info().has_last_heartbeat_details());
  EXPECT_EQ(text_of(run.activity("a").heartbeat_details()), "half");
}

TEST(ActivityTimeout, of_a_cancelled_one_is_its_schedule_to_close_if_both_end_together) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_close = 5s, .start_to_close = 0s})});
  run.start_activity("a");
  run.signal("s");
  run.run_task({request_cancel(5)});
  run.advance(5s);
  const auto& event = timed_out(run, 12);
  EXPECT_EQ(event.failure().message(), "activity ScheduleToClose timeout");
  EXPECT_EQ(event.retry_state(), enums::RETRY_STATE_CANCEL_REQUESTED);
}

TEST(ActivityTimeout, may_be_declared_not_retryable) {
  Story run;
  RetryPolicy policy;
  policy.add_non_retryable_error_types("TemporalTimeout:StartToClose");
  run.run_task({schedule("a", {.retry = policy})});
  run.start_activity("a");
  run.advance(10s);
  EXPECT_EQ(timed_out(run, 7).retry_state(), enums::RETRY_STATE_NON_RETRYABLE_FAILURE);
}

TEST(ActivityTimeout, a_heartbeat_that_stays_away_ends_the_attempt) {
  Story run;
  run.run_task({schedule("a", {.start_to_close = 60s, .heartbeat = 5s, .retry = at_most(1)})});
  run.start_activity("a");
  run.advance(4s);
  run.heartbeat("a");
  EXPECT_EQ(run.due().deadline, run.now() + 5s);
  EXPECT_TRUE(is_empty(run.advance(4s).transition));
  run.advance(1s);
  EXPECT_EQ(timed_out(run, 7).failure().message(), "activity Heartbeat timeout");
  EXPECT_EQ(timed_out(run, 7).failure().timeout_failure_info().timeout_type(), enums::TIMEOUT_TYPE_HEARTBEAT);
}

TEST(ActivityTimeout, waiting_for_a_worker_too_long_ends_the_activity) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_start = 5s})});
  EXPECT_EQ(run.due().deadline, run.now() + 5s);
  run.advance(5s);
  EXPECT_EQ(run.story(6), "6 ActivityTaskTimedOut | 7 WorkflowTaskScheduled");
  const auto& event = timed_out(run, 6);
  EXPECT_EQ(event.failure().message(), "activity ScheduleToStart timeout");
  EXPECT_EQ(event.failure().timeout_failure_info().timeout_type(), enums::TIMEOUT_TYPE_SCHEDULE_TO_START);
  EXPECT_EQ(event.retry_state(), enums::RETRY_STATE_TIMEOUT);
  EXPECT_EQ(event.started_event_id(), 0);
}

TEST(ActivityTimeout, waiting_for_a_worker_is_counted_anew_after_a_retry) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_start = 5s})});
  run.start_activity("a");
  run.pass(7s);
  run.fail_activity("a", application_failure("E"));
  EXPECT_EQ(run.due().deadline, run.now() + 1s + 5s);
}

TEST(ActivityTimeout, schedule_to_close_before_any_start_counts_as_waiting_too_long) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_close = 5s})});
  run.advance(5s);
  EXPECT_EQ(timed_out(run, 6).failure().message(), "activity ScheduleToStart timeout");
}

TEST(ActivityTimeout, schedule_to_close_while_running_says_that_there_is_no_time_left) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_close = 5s, .start_to_close = 0s, .retry = at_most(1)})});
  run.start_activity("a");
  run.pass(1s);
  run.advance(4s);
  const auto& event = timed_out(run, 7);
  EXPECT_EQ(event.started_event_id(), 6);
  EXPECT_EQ(event.failure().message(), kNoTimeLeft);
  EXPECT_EQ(event.retry_state(), enums::RETRY_STATE_TIMEOUT);
}

TEST(ActivityTimeout, schedule_to_close_of_a_later_start_says_that_there_is_no_time_left) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_close = 5s, .start_to_close = 0s, .retry = at_most(1)})});
  run.pass(1s);
  run.start_activity("a");
  run.advance(4s);
  const auto& event = timed_out(run, 7);
  EXPECT_EQ(event.failure().message(), kNoTimeLeft);
  EXPECT_EQ(event.failure().timeout_failure_info().timeout_type(), enums::TIMEOUT_TYPE_SCHEDULE_TO_CLOSE);
  EXPECT_EQ(event.retry_state(), enums::RETRY_STATE_TIMEOUT);
}

TEST(ActivityTimeout, in_backoff_ends_the_activity_without_a_start) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_close = 5s, .start_to_close = 4s})});
  run.start_activity("a");
  run.pass(3500ms);
  run.fail_activity("a", application_failure("E", "first"));
  EXPECT_EQ(run.due().deadline, run.now() + 1500ms);
  run.advance(1500ms);
  EXPECT_EQ(run.story(6), "6 ActivityTaskTimedOut | 7 WorkflowTaskScheduled");
  EXPECT_EQ(timed_out(run, 6).failure().message(), kNoTimeLeft);
  EXPECT_EQ(timed_out(run, 6).failure().cause().message(), "first");
  EXPECT_EQ(timed_out(run, 6).started_event_id(), 0);
}

TEST(ActivityTimeout, of_an_attempt_with_no_time_for_another_becomes_schedule_to_close) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_close = 10s, .start_to_close = 9500ms})});
  run.start_activity("a");
  run.advance(9500ms);
  EXPECT_EQ(timed_out(run, 7).failure().message(), kNoTimeLeft);
  EXPECT_EQ(timed_out(run, 7).failure().timeout_failure_info().timeout_type(),
            enums::TIMEOUT_TYPE_SCHEDULE_TO_CLOSE);
  EXPECT_EQ(timed_out(run, 7).retry_state(), enums::RETRY_STATE_TIMEOUT);
}

TEST(ActivityTimeout, of_a_cancelled_one_keeps_its_type) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_close = 5s, .start_to_close = 60s})});
  run.pass(1s);
  run.start_activity("a");
  run.signal("stop");
  run.run_task({request_cancel(5)});
  run.advance(4s);
  const auto& event = timed_out(run, 12);
  EXPECT_EQ(event.failure().message(), "activity ScheduleToClose timeout");
  EXPECT_EQ(event.retry_state(), enums::RETRY_STATE_CANCEL_REQUESTED);
}

TEST(ActivityTimeout, while_a_task_is_held_is_buffered) {
  Story run;
  run.run_task({schedule("a", {.start_to_close = 5s, .retry = at_most(1)})});
  run.start_activity("a");
  run.signal("s");
  run.take_task();
  run.advance(5s);
  EXPECT_EQ(run.story(9), "");
  EXPECT_TRUE(run.state().activities().empty());
  run.complete_task();
  EXPECT_EQ(run.story(9),
            "9 WorkflowTaskCompleted | 10 ActivityTaskStarted | 11 ActivityTaskTimedOut | 12 "
            "WorkflowTaskScheduled");
  EXPECT_EQ(timed_out(run, 11).started_event_id(), 10);
}

TEST(Deadlines, timers_fire_before_activities_time_out) {
  Story run;
  run.run_task({schedule("a", {.schedule_to_start = 1s}), start_timer("t", 2s)});
  run.advance(5s);
  EXPECT_EQ(run.story(7), "7 TimerFired | 8 ActivityTaskTimedOut | 9 WorkflowTaskScheduled");
}

TEST(Deadlines, what_expired_during_a_held_task_is_shown_when_it_times_out) {
  Story run;
  run.run_task({start_timer("t", 2s)});
  run.signal("s");
  run.take_task();
  run.advance(20s);
  EXPECT_EQ(run.story(8),
            "8 WorkflowTaskStarted | 9 WorkflowTaskTimedOut | 10 TimerFired | 11 WorkflowTaskScheduled");
}

}  // namespace
}  // namespace skald::core::test
