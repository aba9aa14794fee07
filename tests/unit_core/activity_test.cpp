#include <gtest/gtest.h>

#include <limits>

#include "engine/api/time.h"
#include "engine/core/retry.h"
#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

TEST(Activity, waits_for_a_worker_of_its_queue) {
  Story run;
  run.run_task({schedule("a")});
  const auto ready = run.due().activities;
  ASSERT_EQ(ready.size(), 1u);
  EXPECT_EQ(ready[0], (ReadyActivity{"activities", 5, 1, run.now()}));
}

TEST(Activity, start_is_a_fact_and_written_late_with_its_own_time) {
  Story run;
  run.run_task({schedule("a")});
  run.pass(1s);
  run.start_activity("a");
  EXPECT_EQ(run.story(6), "");
  EXPECT_TRUE(run.due().activities.empty());
  run.pass(2s);
  run.complete_activity("a", "paid");
  EXPECT_EQ(run.story(6), "6 ActivityTaskStarted | 7 ActivityTaskCompleted | 8 WorkflowTaskScheduled");
  const auto& started = run.event(6).activity_task_started_event_attributes();
  EXPECT_EQ(run.since_start(run.event(6).event_time()), 1s);
  EXPECT_EQ(started.scheduled_event_id(), 5);
  EXPECT_EQ(started.identity(), "worker");
  EXPECT_EQ(started.request_id(), "poll-a");
  EXPECT_EQ(started.attempt(), 1);
  EXPECT_FALSE(started.has_last_failure());
  const auto& completed = run.event(7).activity_task_completed_event_attributes();
  EXPECT_EQ(run.since_start(run.event(7).event_time()), 3s);
  EXPECT_EQ(text_of(completed.result()), "paid");
  EXPECT_EQ(completed.scheduled_event_id(), 5);
  EXPECT_EQ(completed.started_event_id(), 6);
  EXPECT_EQ(completed.identity(), "worker");
}

TEST(Activity, attempt_goes_to_one_worker) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  const auto again = decide_start_activity(run.state(), 5, 1, {"worker", "poll-a", 0}, run.context());
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(is_empty(again->transition));
  const auto other = decide_start_activity(run.state(), 5, 1, {"other", "poll-b", 0}, run.context());
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, Code::kNotFound);
  EXPECT_FALSE(decide_start_activity(run.state(), 5, 2, {"other", "poll-b", 0}, run.context()).ok());
}

TEST(Activity, asked_for_eagerly_is_named_to_the_completing_worker) {
  Story run;
  const auto decision =
      run.run_task({schedule("a", {.is_eager = true}), schedule("b"), schedule("c", {.is_eager = true})});
  EXPECT_EQ(decision.eager_activities, (std::vector<std::int64_t>{5, 7}));
}

struct Timeouts {
  Duration schedule_to_close, schedule_to_start, start_to_close, heartbeat;
};

struct NormalisationCase {
  const char* name;
  Duration run_timeout;
  Timeouts given;
  Timeouts expected;
};

class Normalisation : public testing::TestWithParam<NormalisationCase> {};

TEST_P(Normalisation, fills_and_caps_timeouts) {
  auto request = Story::start_request();
  *request.mutable_workflow_run_timeout() = api::to_duration_message(GetParam().run_timeout);
  Story run(request);
  const Timeouts& given = GetParam().given;
  run.run_task({schedule(
      "a", {given.schedule_to_close, given.schedule_to_start, given.start_to_close, given.heartbeat})});
  const auto& scheduled = run.event(5).activity_task_scheduled_event_attributes();
  const Timeouts& expected = GetParam().expected;
  EXPECT_TRUE(scheduled.has_schedule_to_close_timeout());
  EXPECT_TRUE(scheduled.has_schedule_to_start_timeout());
  EXPECT_TRUE(scheduled.has_heartbeat_timeout());
  EXPECT_EQ(api::to_duration(scheduled.schedule_to_close_timeout()), expected.schedule_to_close);
  EXPECT_EQ(api::to_duration(scheduled.schedule_to_start_timeout()), expected.schedule_to_start);
  EXPECT_EQ(api::to_duration(scheduled.start_to_close_timeout()), expected.start_to_close);
  EXPECT_EQ(api::to_duration(scheduled.heartbeat_timeout()), expected.heartbeat);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Normalisation,
    testing::Values(
        NormalisationCase{"start_to_close_alone", 0s, {0s, 0s, 5s, 0s}, {0s, 0s, 5s, 0s}},
        NormalisationCase{"schedule_to_close_alone", 0s, {60s, 0s, 0s, 0s}, {60s, 60s, 60s, 0s}},
        NormalisationCase{"both", 0s, {60s, 0s, 5s, 0s}, {60s, 60s, 5s, 0s}},
        NormalisationCase{"capped_by_schedule_to_close", 0s, {60s, 90s, 70s, 80s}, {60s, 60s, 60s, 60s}},
        NormalisationCase{"heartbeat_within_start_to_close", 0s, {0s, 0s, 5s, 9s}, {0s, 0s, 5s, 5s}},
        NormalisationCase{"from_run_timeout", 100s, {0s, 0s, 5s, 0s}, {100s, 100s, 5s, 0s}},
        NormalisationCase{"capped_by_run_timeout", 30s, {60s, 50s, 40s, 35s}, {30s, 30s, 30s, 30s}},
        NormalisationCase{"own_schedule_to_start", 100s, {0s, 7s, 5s, 1s}, {100s, 7s, 5s, 1s}}),
    [](const auto& tested) { return tested.param.name; });

TEST(Activity, without_a_retry_policy_gets_temporals) {
  Story run;
  run.run_task({schedule("a")});
  const auto& policy = run.event(5).activity_task_scheduled_event_attributes().retry_policy();
  EXPECT_EQ(api::to_duration(policy.initial_interval()), 1s);
  EXPECT_EQ(policy.backoff_coefficient(), 2);
  EXPECT_EQ(api::to_duration(policy.maximum_interval()), 100s);
  EXPECT_EQ(policy.maximum_attempts(), 0);
}

TEST(ActivityRetry, leaves_no_event_and_waits_for_the_backoff) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a", "first");
  run.pass(1s);
  run.fail_activity("a", application_failure("E", "declined"));
  EXPECT_EQ(run.story(6), "");
  EXPECT_FALSE(run.due().workflow_task.has_value());
  EXPECT_EQ(run.due().activities.at(0), (ReadyActivity{"activities", 5, 2, run.now() + 1s}));
  EXPECT_EQ(run.activity("a").last_failure().message(), "declined");
  EXPECT_EQ(run.activity("a").last_worker_identity(), "first");
  run.pass(1s);
  run.start_activity("a", "second");
  run.complete_activity("a");
  const auto& started = run.event(6).activity_task_started_event_attributes();
  EXPECT_EQ(started.attempt(), 2);
  EXPECT_EQ(started.identity(), "second");
  EXPECT_EQ(started.last_failure().message(), "declined");
}

TEST(ActivityRetry, backs_off_exponentially_up_to_the_longest_interval) {
  Story run;
  RetryPolicy policy;
  *policy.mutable_maximum_interval() = api::to_duration_message(5s);
  run.run_task({schedule("a", {.start_to_close = 3600s, .retry = policy})});
  for (const Duration expected : {1s, 2s, 4s, 5s, 5s}) {
    run.start_activity("a");
    run.fail_activity("a", application_failure("E"));
    EXPECT_EQ(run.due().activities.at(0).not_before, run.now() + expected);
    run.pass(expected);
  }
}

TEST(ActivityRetry, a_backoff_too_large_to_say_is_the_longest_interval) {
  Story run;
  RetryPolicy policy;
  policy.set_backoff_coefficient(1e300);
  run.run_task({schedule("a", {.retry = policy})});
  for (const Duration expected : {1s, 100s, 100s}) {
    run.start_activity("a");
    run.fail_activity("a", application_failure("E"));
    EXPECT_EQ(run.due().activities.at(0).not_before, run.now() + expected);
  }
}

TEST(ActivityRetry, an_interval_that_no_clock_can_hold_is_cut_to_what_one_can) {
  for (const Duration interval : {Duration::max(), Duration::min()}) {
    RetryPolicy policy;
    *policy.mutable_initial_interval() = api::to_duration_message(interval);
    set_retry_defaults(policy);
    const Duration longest = api::to_duration(policy.maximum_interval());
    EXPECT_EQ(longest > Duration::zero(), interval > Duration::zero());
  }
}

TEST(ActivityRetry, the_worker_may_ask_for_another_delay) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  Failure failure = application_failure("E");
  *failure.mutable_application_failure_info()->mutable_next_retry_delay() = api::to_duration_message(42s);
  run.fail_activity("a", failure);
  EXPECT_EQ(run.due().activities.at(0).not_before, run.now() + 42s);
}

struct GivingUp {
  const char* name;
  ActivityOptions options;
  Failure failure;
  enums::RetryState expected;
};

class GivesUp : public testing::TestWithParam<GivingUp> {};

TEST_P(GivesUp, and_says_why) {
  Story run;
  run.run_task({schedule("a", GetParam().options)});
  run.start_activity("a");
  run.fail_activity("a", GetParam().failure);
  ASSERT_EQ(run.story(6), "6 ActivityTaskStarted | 7 ActivityTaskFailed | 8 WorkflowTaskScheduled");
  const auto& failed = run.event(7).activity_task_failed_event_attributes();
  EXPECT_EQ(failed.retry_state(), GetParam().expected);
  EXPECT_EQ(failed.failure().SerializeAsString(), GetParam().failure.SerializeAsString());
  EXPECT_EQ(failed.scheduled_event_id(), 5);
  EXPECT_EQ(failed.started_event_id(), 6);
  EXPECT_EQ(failed.identity(), "worker");
}

Failure non_retryable() {
  Failure failure = application_failure("E");
  failure.mutable_application_failure_info()->set_non_retryable(true);
  return failure;
}

RetryPolicy never_for(const std::string& type) {
  RetryPolicy policy;
  policy.add_non_retryable_error_types(type);
  return policy;
}

INSTANTIATE_TEST_SUITE_P(
    Table, GivesUp,
    testing::Values(GivingUp{"attempts",
                             {.retry = at_most(1)},
                             application_failure("E"),
                             enums::RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED},
                    GivingUp{"flag", {}, non_retryable(), enums::RETRY_STATE_NON_RETRYABLE_FAILURE},
                    GivingUp{"type",
                             {.retry = never_for("Fatal")},
                             application_failure("Fatal"),
                             enums::RETRY_STATE_NON_RETRYABLE_FAILURE},
                    GivingUp{"no_time_left",
                             {.schedule_to_close = 500ms},
                             application_failure("E"),
                             enums::RETRY_STATE_TIMEOUT}),
    [](const auto& tested) { return tested.param.name; });

TEST(ActivityRetry, a_type_that_is_not_listed_is_tried_again) {
  Story run;
  run.run_task({schedule("a", {.retry = never_for("Fatal")})});
  run.start_activity("a");
  run.fail_activity("a", application_failure("Other"));
  EXPECT_EQ(run.activity("a").attempt(), 2);
}

TEST(ActivityRetry, a_token_of_an_earlier_attempt_answers_nothing) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  const auto stale = run.activity_token("a");
  run.fail_activity("a", application_failure("E"));
  run.pass(1s);
  run.start_activity("a");
  const auto decision = decide_complete_activity(run.state(), stale, {}, run.context());
  ASSERT_FALSE(decision.ok());
  EXPECT_EQ(decision.error().code, Code::kNotFound);
  EXPECT_EQ(decision.error().message,
            "invalid activityID or activity already timed out or invoking workflow is completed");
}

TEST(Activity, a_failure_must_be_an_application_failure) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  Failure failure;
  failure.mutable_server_failure_info();
  EXPECT_EQ(run.refuse_fail_activity("a", failure).message, "Failure must have ApplicationFailureInfo.");
}

TEST(Activity, is_answered_by_id_even_before_a_worker_had_it) {
  Story run;
  run.run_task({schedule("a")});
  internal::v1::TaskToken token;
  token.set_activity_id("a");
  wire::RespondActivityTaskFailedRequest failed;
  EXPECT_EQ(decide_fail_activity(run.state(), token, failed, run.context()).error().message,
            "invalid activityID or activity already timed out or invoking workflow is completed");
  wire::RespondActivityTaskCompletedRequest completed;
  completed.set_identity("operator");
  const auto decision = decide_complete_activity(run.state(), token, completed, run.context());
  ASSERT_TRUE(decision.ok());
  run.take(decision->transition);
  EXPECT_EQ(run.story(6), "6 ActivityTaskStarted | 7 ActivityTaskCompleted | 8 WorkflowTaskScheduled");
  EXPECT_EQ(run.event(6).activity_task_started_event_attributes().identity(), "operator");
  EXPECT_EQ(run.event(6).activity_task_started_event_attributes().request_id(), "");
}

TEST(Activity, of_an_unknown_id_or_a_closed_run_is_not_found) {
  Story run;
  internal::v1::TaskToken token;
  token.set_activity_id("b");
  EXPECT_EQ(
      decide_complete_activity(run.state(), token, {}, run.context()).error().message,
      "cannot find pending activity with ActivityID b, check workflow execution history for more details");
  run.terminate();
  EXPECT_EQ(decide_complete_activity(run.state(), token, {}, run.context()).error().message,
            "workflow execution already completed");
}

TEST(Activity, too_large_a_result_fails_it_for_good) {
  Story run;
  run.limits.blob_bytes = 100;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.complete_activity("a", std::string(200, 'x'));
  EXPECT_EQ(run.story(6), "6 ActivityTaskStarted | 7 ActivityTaskFailed | 8 WorkflowTaskScheduled");
  const auto& failed = run.event(7).activity_task_failed_event_attributes();
  EXPECT_EQ(failed.failure().message(), "Complete result exceeds size limit.");
  EXPECT_TRUE(failed.failure().server_failure_info().non_retryable());
  EXPECT_EQ(failed.retry_state(), enums::RETRY_STATE_NON_RETRYABLE_FAILURE);
}

TEST(Activity, too_large_a_failure_is_replaced_by_one_that_says_so) {
  Story run;
  run.limits.blob_bytes = 1000;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.fail_activity("a", application_failure("E", std::string(5000, 'x')));
  const auto& failure = run.event(7).activity_task_failed_event_attributes().failure();
  EXPECT_EQ(failure.message(), "Failure exceeds size limit.");
  EXPECT_EQ(failure.cause().application_failure_info().type(), "E");
  EXPECT_LT(failure.ByteSizeLong(), 4300u);
}

TEST(ActivityRetry, keeps_four_kilobytes_of_the_last_failure) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.fail_activity("a", application_failure("Declined", std::string(9000, 'x')));
  const auto& kept = run.activity("a").last_failure();
  EXPECT_EQ(kept.message(), "Failure exceeds size limit.");
  EXPECT_TRUE(kept.has_server_failure_info());
  EXPECT_EQ(kept.cause().application_failure_info().type(), "Declined");
  EXPECT_LE(kept.ByteSizeLong(), 4096u);
}

TEST(ActivityRetry, cuts_texts_between_characters) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  std::string umlauts = "x";
  for (int i = 0; i < 5000; ++i) umlauts += "\xc3\xa4";
  run.fail_activity("a", application_failure("E", umlauts));
  const std::string& cut = run.activity("a").last_failure().cause().message();
  EXPECT_EQ(cut.size() % 2, 1u);
  EXPECT_EQ(cut, umlauts.substr(0, cut.size()));
}

TEST(Heartbeat, keeps_its_details_for_the_next_attempt) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  EXPECT_FALSE(run.heartbeat("a", "page 7"));
  run.fail_activity("a", application_failure("E"));
  EXPECT_EQ(text_of(run.activity("a").heartbeat_details()), "page 7");
}

TEST(Heartbeat, of_an_earlier_attempt_is_told_and_counts_for_nothing) {
  Story run;
  run.run_task({schedule("a", {.start_to_close = 60s, .heartbeat = 5s})});
  run.start_activity("a");
  EXPECT_FALSE(run.heartbeat("a", "page 7"));
  const Time told = run.now();
  run.fail_activity("a", application_failure("E"));
  EXPECT_EQ(api::to_time(run.activity("a").last_heartbeat_time()), told);
  run.advance(4s);
  run.start_activity("a");
  EXPECT_EQ(run.due().deadline, run.now() + 5s);
}

TEST(Heartbeat, details_sent_with_the_failure_are_the_newer_ones) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.heartbeat("a", "page 7");
  wire::RespondActivityTaskFailedRequest request;
  *request.mutable_failure() = application_failure("E");
  *request.mutable_last_heartbeat_details() = payloads("page 9");
  const auto decision = decide_fail_activity(run.state(), run.activity_token("a"), request, run.context());
  ASSERT_TRUE(decision.ok());
  run.take(decision->transition);
  EXPECT_EQ(text_of(run.activity("a").heartbeat_details()), "page 9");
}

TEST(Heartbeat, with_too_large_details_ends_the_activity) {
  Story run;
  run.limits.blob_bytes = 100;
  run.run_task({schedule("a")});
  run.start_activity("a");
  EXPECT_TRUE(run.heartbeat("a", std::string(200, 'x')));
  EXPECT_EQ(run.event(7).activity_task_failed_event_attributes().failure().message(),
            "Heartbeat details exceed size limit.");
}

TEST(ActivityCancel, is_told_by_the_heartbeat_and_confirmed_by_the_worker) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.signal("stop");
  run.run_task({request_cancel(5)});
  EXPECT_EQ(run.story(9), "9 WorkflowTaskCompleted | 10 ActivityTaskCancelRequested");
  EXPECT_TRUE(run.heartbeat("a"));
  run.cancel_activity("a");
  EXPECT_EQ(run.story(11), "11 ActivityTaskStarted | 12 ActivityTaskCanceled | 13 WorkflowTaskScheduled");
  const auto& canceled = run.event(12).activity_task_canceled_event_attributes();
  EXPECT_EQ(canceled.latest_cancel_requested_event_id(), 10);
  EXPECT_EQ(canceled.scheduled_event_id(), 5);
  EXPECT_EQ(canceled.started_event_id(), 11);
  EXPECT_EQ(text_of(canceled.details()), "stopped");
}

TEST(ActivityCancel, the_activity_may_complete_all_the_same) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.signal("stop");
  run.run_task({request_cancel(5)});
  run.complete_activity("a");
  EXPECT_EQ(run.story(11), "11 ActivityTaskStarted | 12 ActivityTaskCompleted | 13 WorkflowTaskScheduled");
}

TEST(ActivityCancel, ends_the_retries) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.signal("stop");
  run.run_task({request_cancel(5)});
  run.fail_activity("a", application_failure("E"));
  EXPECT_EQ(run.event(12).activity_task_failed_event_attributes().retry_state(),
            enums::RETRY_STATE_CANCEL_REQUESTED);
}

TEST(ActivityCancel, that_nobody_requested_is_refused) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  const auto decision = decide_cancel_activity(run.state(), run.activity_token("a"), {}, run.context());
  ASSERT_FALSE(decision.ok());
  EXPECT_EQ(decision.error().code, Code::kInvalidArgument);
  EXPECT_EQ(decision.error().message,
            "unable to mark activity as canceled without activity being request canceled first");
}

TEST(ActivityCancel, of_one_that_no_worker_has_is_done_behind_all_commands) {
  Story run;
  run.run_task({schedule("a")});
  run.signal("stop");
  run.run_task({request_cancel(5), marker("m")});
  EXPECT_EQ(run.story(9),
            "9 WorkflowTaskCompleted | 10 ActivityTaskCancelRequested | 11 MarkerRecorded | 12 "
            "ActivityTaskCanceled | "
            "13 WorkflowTaskScheduled");
  const auto& canceled = run.event(12).activity_task_canceled_event_attributes();
  EXPECT_EQ(text_of(canceled.details()), "ACTIVITY_ID_NOT_STARTED");
  EXPECT_EQ(canceled.latest_cancel_requested_event_id(), 10);
  EXPECT_EQ(canceled.started_event_id(), 0);
  EXPECT_TRUE(run.state().activities().empty());
}

TEST(ActivityCancel, of_one_in_backoff_is_done_at_once_too) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.fail_activity("a", application_failure("E"));
  run.signal("stop");
  run.run_task({request_cancel(5)});
  EXPECT_EQ(run.story(10),
            "10 ActivityTaskCancelRequested | 11 ActivityTaskCanceled | 12 WorkflowTaskScheduled");
}

TEST(ActivityCancel, in_the_task_that_scheduled_it) {
  Story run;
  run.run_task({schedule("a"), request_cancel(5), schedule("a")});
  EXPECT_EQ(run.story(5),
            "5 ActivityTaskScheduled | 6 ActivityTaskCancelRequested | 7 ActivityTaskScheduled | "
            "8 ActivityTaskCanceled | 9 WorkflowTaskScheduled");
  EXPECT_EQ(run.activity("a").scheduled_event_id(), 7);
}

TEST(ActivityCancel, is_dropped_when_the_same_task_closes_the_run) {
  Story run;
  run.run_task({schedule("a")});
  run.signal("stop");
  run.run_task({request_cancel(5), complete()});
  EXPECT_EQ(run.story(10), "10 ActivityTaskCancelRequested | 11 WorkflowExecutionCompleted");
}

TEST(ActivityCancel, a_second_one_is_refused) {
  Story run;
  run.run_task({schedule("a")});
  run.start_activity("a");
  run.signal("stop");
  run.run_task({request_cancel(5)});
  run.signal("stop");
  run.take_task();
  const auto decision = run.try_complete({request_cancel(5)});
  ASSERT_TRUE(decision.ok());
  EXPECT_EQ(run.last().workflow_task_failed_event_attributes().cause(),
            enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES);
}

}  // namespace
}  // namespace skald::core::test
