#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

TEST(Timer, resumes_the_code_when_it_fires) {
  Story story(define_body([] { return get(timer(30min)), json("\"awake\""); }));
  EXPECT_THAT(story.task(), ElementsAre("StartTimer 1 1800000ms"));
  EXPECT_THAT(story.timer_fires("1").task(), ElementsAre("CompleteWorkflowExecution \"awake\""));
}

TEST(Timer, of_no_length_is_a_millisecond_long) {
  Story story(define_body([] { return get(timer(0s)), json("0"); }));
  EXPECT_THAT(story.task(), ElementsAre("StartTimer 1 1ms"));
  story.timer_fires("1").task();
}

TEST(Timer, counts_with_activities_in_order_of_calls) {
  Story story(define_body([] {
    const auto a = start("a");
    const auto b = timer(1s);
    const auto c = start("c");
    get(a), get(b), get(c);
    return json("0");
  }));
  EXPECT_THAT(story.task(),
              ElementsAre("ScheduleActivityTask 1 a", "StartTimer 2 1000ms", "ScheduleActivityTask 3 c"));
  story.activity_completes("1", "0").timer_fires("2").activity_completes("3", "0").task();
}

TEST(Time, stands_still_in_a_task_and_is_the_tasks_own) {
  std::vector<std::int64_t> seen;
  Story story(define_body([&seen] {
    const Time before = detail::now();
    call("a");
    seen = {before.time_since_epoch() / 1s, detail::now().time_since_epoch() / 1s};
    return json("0");
  }));
  story.task();
  story.server().advance(1h);
  story.activity_completes("1", "0").task();
  // A second an event: the first task started with event 3, the second with event 9 an hour later.
  EXPECT_THAT(seen, ElementsAre(1'700'000'003, 1'700'000'009 + 3600));
}

TEST(Time, does_not_go_back_when_the_servers_clock_did) {
  Story story(define_body([] {
    const Time before = detail::now();
    call("a");
    return json(detail::now() >= before ? "forward" : "back");
  }));
  story.task();
  story.server().advance(-1h);
  EXPECT_THAT(story.activity_completes("1", "0").task(), ElementsAre("CompleteWorkflowExecution forward"));
}

}  // namespace
}  // namespace skald::replay_tests
