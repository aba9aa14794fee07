#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

TEST(Activity, result_resumes_the_code_that_waits) {
  Story story(define_body([] {
    const std::string reserved = call("reserve");
    return json(reserved + "+" + call("charge"));
  }));
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask 1 reserve"));
  EXPECT_THAT(story.activity_completes("1", "17").task(), ElementsAre("ScheduleActivityTask 2 charge"));
  EXPECT_THAT(story.activity_completes("2", "4").task(), ElementsAre("CompleteWorkflowExecution 17+4"));
}

TEST(Activity, runs_beside_another_and_results_may_come_in_any_order) {
  Story story(define_body([] {
    const auto a = start("a");
    const auto b = start("b");
    return json(get(a) + get(b));
  }));
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask 1 a", "ScheduleActivityTask 2 b"));
  EXPECT_THAT(story.activity_completes("2", "2").task(), ElementsAre());
  EXPECT_THAT(story.activity_completes("1", "1").task(), ElementsAre("CompleteWorkflowExecution 12"));
}

TEST(Activity, failure_arrives_with_its_cause) {
  Story story(define_body([] {
    const auto charge = start("charge");
    try {
      get(charge);
    } catch (const ActivityError& error) {
      const auto& cause = dynamic_cast<const ApplicationError&>(*error.cause());
      EXPECT_EQ(detail::outcome(charge), detail::Outcome::kFailed);
      return json(error.activity_type() + " " + error.activity_id() + " " + cause.type() + " " +
                  cause.what());
    }
    return json("no failure");
  }));
  story.task();
  EXPECT_THAT(story.activity_fails("1", "CardDeclined", "no money").task(),
              ElementsAre("CompleteWorkflowExecution charge 1 CardDeclined no money"));
}

TEST(Activity, timeout_leaves_the_outcome_unknown) {
  Story story(define_body([] {
    const auto charge = start("charge");
    try {
      get(charge);
    } catch (const ActivityError& error) {
      EXPECT_EQ(detail::outcome(charge), detail::Outcome::kUnknown);
      EXPECT_EQ(dynamic_cast<const TimeoutError&>(*error.cause()).type(), TimeoutType::kStartToClose);
      return json(error.what());
    }
    return json("no failure");
  }));
  story.task();
  EXPECT_THAT(story.activity_times_out("1").task(),
              ElementsAre("CompleteWorkflowExecution activity charge timed out"));
}

// What an activity's code sees of the outcome, when its last attempt failed.
detail::Outcome outcome_after(int attempts, const Failure& before) {
  detail::Outcome outcome = detail::Outcome::kSucceeded;
  Story story(define_body([&outcome] {
    const auto charge = start("charge");
    detail::wait(charge);
    outcome = detail::outcome(charge);
    return json("0");
  }));
  story.task();
  const std::int64_t scheduled = story.server().find_activity("1");
  story.server().activity_started(scheduled, attempts, &before);
  story.server().activity_failed(scheduled, "CardDeclined", "no money");
  story.task();
  return outcome;
}

TEST(Activity, outcome_is_known_as_failed_only_if_every_attempt_is_known_to_have_failed) {
  const Failure declined = application_failure("Busy", "try again");
  EXPECT_EQ(outcome_after(1, declined), detail::Outcome::kFailed);
  EXPECT_EQ(outcome_after(2, declined), detail::Outcome::kFailed);
  EXPECT_EQ(outcome_after(2, timeout_failure()), detail::Outcome::kUnknown);
  EXPECT_EQ(outcome_after(3, declined), detail::Outcome::kUnknown);
}

TEST(Activity, options_reach_the_command) {
  Story story(define_body([] {
    ActivityOptions options;
    options.id = "charge-17";
    options.task_queue = "payments";
    options.schedule_to_close = 60s;
    options.schedule_to_start = 5s;
    options.start_to_close = 10s;
    options.heartbeat = 2s;
    options.retry = {.initial_interval = 1s,
                     .backoff_coefficient = 3,
                     .maximum_interval = 9s,
                     .maximum_attempts = 4,
                     .non_retryable_error_types = {"CardDeclined"}};
    options.summary = "order \"17\"";
    detail::ActivityCall call{"charge", options, {json("42")}};
    const auto charge = detail::start_activity_with_header(call, {{"undoes", json("1")}});
    EXPECT_EQ(detail::idempotency_key(charge), detail::info().run_id + "/charge-17");
    detail::wait(charge);
    return json("0");
  }));
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask charge-17 charge"));
  const auto& command = story.completion().commands(0);
  const auto& attributes = command.schedule_activity_task_command_attributes();
  EXPECT_EQ(attributes.task_queue().name(), "payments");
  EXPECT_EQ(attributes.schedule_to_close_timeout().seconds(), 60);
  EXPECT_EQ(attributes.schedule_to_start_timeout().seconds(), 5);
  EXPECT_EQ(attributes.start_to_close_timeout().seconds(), 10);
  EXPECT_EQ(attributes.heartbeat_timeout().seconds(), 2);
  EXPECT_EQ(attributes.retry_policy().initial_interval().seconds(), 1);
  EXPECT_EQ(attributes.retry_policy().backoff_coefficient(), 3);
  EXPECT_EQ(attributes.retry_policy().maximum_interval().seconds(), 9);
  EXPECT_EQ(attributes.retry_policy().maximum_attempts(), 4);
  EXPECT_THAT(attributes.retry_policy().non_retryable_error_types(), ElementsAre("CardDeclined"));
  EXPECT_EQ(attributes.input().payloads(0).data(), "42");
  EXPECT_EQ(attributes.header().fields().at("undoes").data(), "1");
  EXPECT_EQ(command.user_metadata().summary().data(), "\"order \\\"17\\\"\"");
  story.activity_completes("charge-17", "0").task();
}

TEST(Activity, without_options_has_no_retry_policy_and_the_workflows_task_queue) {
  Story story(define_body([] { return json(call("charge")); }));
  story.task();
  const auto& attributes = story.completion().commands(0).schedule_activity_task_command_attributes();
  EXPECT_EQ(attributes.task_queue().name(), "stories");
  EXPECT_FALSE(attributes.has_retry_policy());
  EXPECT_FALSE(attributes.has_heartbeat_timeout());
  EXPECT_FALSE(attributes.has_input());
  story.activity_completes("1", "0").task();
}

TEST(Activity, result_that_does_not_fit_fails_the_task_and_passes_no_user_code) {
  bool caught = false;
  Story story(define_body([&caught] {
    const auto charge = start("charge");
    detail::wait(charge);
    try {
      detail::refuse_payload(charge, "amount: expected an integer, found \"two\"");
    } catch (const std::exception&) {
      caught = true;
    }
    return json("0");
  }));
  story.task();
  EXPECT_EQ(story.activity_completes("1", "\"two\"").failing_task(),
            "event 7, result of activity charge: amount: expected an integer, found \"two\" (SKALD3002)");
  EXPECT_FALSE(caught);
}

}  // namespace
}  // namespace skald::replay_tests
