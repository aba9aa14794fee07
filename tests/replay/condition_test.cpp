#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

bool wait_for(Duration timeout, const std::function<bool()>& condition) {
  return detail::wait_until(timeout, condition, Site::current());
}

// Waits until the signal "approve" came.
Script approval(Duration timeout) {
  auto approved = std::make_shared<bool>(false);
  Script script;
  script.run = [approved, timeout](const Payloads&) {
    return json(wait_for(timeout, [&] { return *approved; }) ? "approved" : "too late");
  };
  script.signals["approve"] = [approved](const Payloads&) { *approved = true; };
  return script;
}

TEST(Condition, that_a_signal_makes_true_resumes_the_code_and_cancels_its_timer) {
  Story story(define([] { return approval(24h); }));
  EXPECT_THAT(story.task(), ElementsAre("StartTimer 1 86400000ms"));
  EXPECT_THAT(story.signal("approve").task(),
              ElementsAre("CancelTimer 1", "CompleteWorkflowExecution approved"));
}

TEST(Condition, that_stays_false_ends_with_its_timer) {
  Story story(define([] { return approval(24h); }));
  story.task();
  EXPECT_THAT(story.timer_fires("1").task(), ElementsAre("CompleteWorkflowExecution too late"));
}

TEST(Condition, without_a_timeout_starts_no_timer) {
  Story story(define([] { return approval({}); }));
  EXPECT_THAT(story.task(), ElementsAre());
  EXPECT_THAT(story.signal("approve").task(), ElementsAre("CompleteWorkflowExecution approved"));
}

TEST(Condition, that_holds_already_makes_no_command) {
  Story story(define_body([] { return json(wait_for(1h, [] { return true; }) ? "yes" : "no"); }));
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution yes"));
}

TEST(Condition, wins_against_its_timer_in_the_same_task) {
  Story story(define([] { return approval(24h); }));
  story.task();
  EXPECT_THAT(story.timer_fires("1").signal("approve").task(),
              ElementsAre("CompleteWorkflowExecution approved"));
}

TEST(Condition, is_seen_even_if_it_holds_only_between_two_fibers) {
  Story story(define_body([] {
    auto level = std::make_shared<int>(0);
    const auto spawned = [level](int value) {
      return detail::spawn([level, value] { return *level = value, json("0"); }, Site::current());
    };
    const auto up = spawned(1);
    const auto down = spawned(0);
    wait_for({}, [level] { return *level == 1; });
    return json("seen");
  }));
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution seen"));
}

TEST(Condition, of_time_is_looked_at_when_its_timer_fires) {
  Story story(define_body([] {
    const Time until = detail::now() + 2s;
    return json(wait_for(2s, [until] { return detail::now() >= until; }) ? "reached" : "missed");
  }));
  story.task();
  EXPECT_THAT(story.timer_fires("1").task(), ElementsAre("CompleteWorkflowExecution reached"));
}

TEST(Condition, that_throws_throws_where_it_is_waited_for) {
  Story story(define_body([] {
    auto broken = std::make_shared<bool>(false);
    const auto fiber = detail::spawn([broken] { return *broken = true, json("0"); }, Site::current());
    try {
      wait_for({}, [broken]() -> bool {
        if (*broken) throw ApplicationError("broken");
        return false;
      });
    } catch (const ApplicationError& error) {
      return json(error.what());
    }
    return json("held");
  }));
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution broken"));
}

TEST(Condition, may_not_make_commands) {
  Story story(define_body([] {
    const auto other = detail::spawn([] { return json("0"); }, Site::current());
    wait_for({}, [first = std::make_shared<bool>(true)] {
      if (!std::exchange(*first, false)) start("never");
      return false;
    });
    return json("0");
  }));
  EXPECT_THAT(story.failing_task(), HasSubstr("conditions and queries may only look"));
}

}  // namespace
}  // namespace skald::replay_tests
