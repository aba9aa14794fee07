#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

// How an operation ended, as a word.
std::string end_of(const detail::OperationRef& operation) {
  try {
    return get(operation);
  } catch (const CancelledError&) {
    return "cancelled";
  } catch (const ActivityError& error) {
    return error.root_cause().what();
  }
}

TEST(Cancellation, of_an_activity_that_was_not_sent_takes_its_command_back) {
  Story story(define_body([] {
    const auto never = start("never");
    const auto kept = start("kept");
    detail::cancel(never);
    return json(end_of(never) + " " + end_of(kept));
  }));
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask 2 kept"));
  EXPECT_THAT(story.activity_completes("2", "1").task(),
              ElementsAre("CompleteWorkflowExecution cancelled 1"));
}

TEST(Cancellation, of_a_scheduled_activity_is_requested_and_not_waited_for) {
  Story story(define_body([] {
    const auto slow = start("slow");
    call("fast");
    detail::cancel(slow);
    const std::string how = end_of(slow);
    call("after");
    return json(how);
  }));
  story.task();
  EXPECT_THAT(story.activity_completes("2", "1").task(),
              ElementsAre("RequestCancelActivityTask of event 5", "ScheduleActivityTask 3 after"));
  EXPECT_THAT(story.activity_is_cancelled("1").task(), ElementsAre());
  EXPECT_THAT(story.activity_completes("3", "1").task(), ElementsAre("CompleteWorkflowExecution cancelled"));
}

TEST(Cancellation, is_waited_for_if_the_activity_wants_that) {
  Story story(define_body([] {
    const auto careful = start("careful", {.wait_for_cancellation = true});
    call("fast");
    detail::cancel(careful);
    return json(end_of(careful));
  }));
  story.task();
  EXPECT_THAT(story.activity_completes("2", "1").task(), ElementsAre("RequestCancelActivityTask of event 5"));
  EXPECT_THAT(story.activity_is_cancelled("1").task(), ElementsAre("CompleteWorkflowExecution cancelled"));
}

TEST(Cancellation, loses_against_a_result_that_a_waiting_activity_brings_instead) {
  Story story(define_body([] {
    const auto careful = start("careful", {.wait_for_cancellation = true});
    call("fast");
    detail::cancel(careful);
    return json(end_of(careful));
  }));
  story.task();
  story.activity_completes("2", "1").task();
  EXPECT_THAT(story.activity_completes("1", "done").task(), ElementsAre("CompleteWorkflowExecution done"));
}

TEST(Cancellation, of_an_activity_whose_result_is_in_the_same_task_makes_no_command) {
  Story story(define_body([] {
    const auto a = start("a");
    const auto b = start("b");
    get(a);
    detail::cancel(b);
    return json(end_of(b));
  }));
  story.task();
  story.activity_completes("1", "1").activity_completes("2", "kept");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution kept"));
}

TEST(Cancellation, that_crosses_the_result_on_its_way_meets_both_events) {
  Story story(define_body([] {
    const auto a = start("a");
    call("b");
    detail::cancel(a);
    call("c");
    return json(end_of(a));
  }));
  story.task();
  story.activity_completes("2", "1").meanwhile([](Story& then) { then.activity_completes("1", "late"); });
  story.task();
  EXPECT_THAT(story.activity_completes("3", "1").task(), ElementsAre("CompleteWorkflowExecution cancelled"));
}

TEST(Cancellation, of_a_timer_that_was_not_sent_takes_its_command_back) {
  Story story(define_body([] {
    const auto never = timer(1h);
    detail::cancel(never);
    return json(end_of(never));
  }));
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution cancelled"));
}

TEST(Cancellation, of_a_started_timer_is_a_command) {
  Story story(define_body([] {
    const auto deadline = timer(1h);
    call("work");
    detail::cancel(deadline);
    call("more");
    return json(end_of(deadline));
  }));
  EXPECT_THAT(story.task(), ElementsAre("StartTimer 1 3600000ms", "ScheduleActivityTask 2 work"));
  EXPECT_THAT(story.activity_completes("2", "1").task(),
              ElementsAre("CancelTimer 1", "ScheduleActivityTask 3 more"));
  EXPECT_THAT(story.activity_completes("3", "1").task(), ElementsAre("CompleteWorkflowExecution cancelled"));
}

TEST(Cancellation, of_a_timer_that_fired_in_the_same_task_makes_no_command) {
  Story story(define_body([] {
    const auto deadline = timer(1h);
    call("work");
    detail::cancel(deadline);
    return json(end_of(deadline) == "cancelled" ? "cancelled" : "fired");
  }));
  story.task();
  EXPECT_THAT(story.activity_completes("2", "1").timer_fires("1").task(),
              ElementsAre("CompleteWorkflowExecution fired"));
}

TEST(Cancellation, of_the_workflow_ends_what_it_waits_for_and_closes_it_as_cancelled) {
  Story story(define_body([] { return json(call("slow")); }));
  story.task();
  EXPECT_THAT(story.cancel("enough").task(),
              ElementsAre("RequestCancelActivityTask of event 5", "CancelWorkflowExecution"));
}

TEST(Cancellation, of_the_workflow_may_be_caught_and_answered) {
  Story story(define_body([] {
    try {
      call("slow");
    } catch (const CancelledError& error) {
      return json(error.what());
    }
    return json("not cancelled");
  }));
  story.task();
  EXPECT_THAT(story.cancel("enough").task(),
              ElementsAre("RequestCancelActivityTask of event 5",
                          "CompleteWorkflowExecution activity slow was cancelled: enough"));
}

TEST(Cancellation, before_the_first_task_reaches_the_first_call) {
  Story story(define_body([] { return json(call("work")); }));
  EXPECT_THAT(story.cancel().task(), ElementsAre("CancelWorkflowExecution"));
}

TEST(Cancellation, comes_before_results_of_the_same_task) {
  Story story(define_body([] {
    const auto a = start("a");
    const auto b = start("b");
    return json(end_of(a) + " " + end_of(b));
  }));
  story.task();
  story.activity_completes("1", "first").cancel();
  EXPECT_THAT(story.task(), ElementsAre("RequestCancelActivityTask of event 6",
                                        "CompleteWorkflowExecution first cancelled"));
}

TEST(Cancellation, of_a_scope_reaches_what_began_in_it_and_below_but_nothing_else) {
  Story story(define_body([] {
    const auto outside = start("outside");
    const auto scope = detail::make_scope(false);
    detail::OperationRef inside;
    detail::OperationRef below;
    detail::run_in_scope(scope, [&] {
      inside = start("inside");
      detail::run_in_scope(detail::make_scope(false), [&] { below = timer(1h); });
    });
    call("first");
    detail::cancel_scope(scope, "no more");
    return json(end_of(inside) + " " + end_of(below) + " " + end_of(outside));
  }));
  story.task();
  EXPECT_THAT(story.activity_completes("4", "1").task(),
              ElementsAre("RequestCancelActivityTask of event 6", "CancelTimer 3"));
  EXPECT_THAT(story.activity_completes("1", "stays").task(),
              ElementsAre("CompleteWorkflowExecution cancelled cancelled stays"));
}

TEST(Cancellation, does_not_reach_a_shielded_scope) {
  Story story(define_body([] {
    detail::OperationRef shielded;
    detail::run_in_scope(detail::make_scope(true), [&] { shielded = start("refund"); });
    const std::string open = end_of(start("slow"));
    const std::string kept = end_of(shielded);
    std::string began_later;
    detail::run_in_scope(detail::make_scope(true), [&] { began_later = call("release"); });
    return json(open + " " + kept + " " + began_later);
  }));
  story.task();
  EXPECT_THAT(story.cancel().task(), ElementsAre("RequestCancelActivityTask of event 6"));
  EXPECT_THAT(story.activity_completes("1", "refunded").task(),
              ElementsAre("ScheduleActivityTask 3 release"));
  EXPECT_THAT(story.activity_completes("3", "released").task(),
              ElementsAre("CompleteWorkflowExecution cancelled refunded released"));
}

TEST(Cancellation, of_a_scope_ends_what_is_begun_in_it_afterwards) {
  Story story(define_body([] {
    const auto scope = detail::make_scope(false);
    detail::cancel_scope(scope, "");
    std::string how;
    detail::run_in_scope(scope, [&] { how = end_of(start("never")) + " " + end_of(timer(1h)); });
    return json(how + (detail::is_cancelled(scope) ? " yes" : " no"));
  }));
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution cancelled cancelled yes"));
}

TEST(Cancellation, of_a_spawned_fiber_waits_until_it_has_cleaned_up) {
  Story story(define_body([] {
    const auto fiber = detail::spawn(
        [] {
          try {
            call("slow");
          } catch (const CancelledError&) {
            detail::run_in_scope(detail::make_scope(true), [] { call("clean_up"); });
            throw;
          }
          return json("0");
        },
        Site::current());
    call("first");
    detail::cancel(fiber);
    return json(end_of(fiber));
  }));
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask 2 first", "ScheduleActivityTask 3 slow"));
  EXPECT_THAT(story.activity_completes("2", "1").task(),
              ElementsAre("RequestCancelActivityTask of event 6", "ScheduleActivityTask 4 clean_up"));
  EXPECT_THAT(story.activity_completes("4", "1").task(), ElementsAre("CompleteWorkflowExecution cancelled"));
}

TEST(Cancellation, wakes_a_condition_that_waits_in_the_scope) {
  Story story(define_body([] {
    try {
      detail::wait_until(
          1h, [] { return false; }, Site::current());
    } catch (const CancelledError&) {
      return json("woken");
    }
    return json("held");
  }));
  EXPECT_THAT(story.task(), ElementsAre("StartTimer 1 3600000ms"));
  EXPECT_THAT(story.cancel().task(), ElementsAre("CancelTimer 1", "CompleteWorkflowExecution woken"));
}

}  // namespace
}  // namespace skald::replay_tests
