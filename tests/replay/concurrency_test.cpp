#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

detail::OperationRef spawn(std::function<Payload()> body) {
  return detail::spawn(std::move(body), Site::current());
}

TEST(Any, is_the_one_that_history_has_first) {
  Story story(define_body([] {
    const std::vector<detail::OperationRef> both = {start("a"), start("b")};
    return json(std::to_string(detail::wait_any(both)));
  }));
  story.task();
  story.activity_completes("2", "0").activity_completes("1", "0");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 1"));
}

TEST(Any, is_the_smallest_index_if_several_are_ready) {
  Story story(define_body([] {
    const auto a = start("a");
    const auto b = start("b");
    get(start("c"));
    return json(std::to_string(detail::wait_any({a, b})));
  }));
  story.task();
  story.activity_completes("2", "0").activity_completes("1", "0").activity_completes("3", "0");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 0"));
}

TEST(Any, of_a_call_and_a_deadline_leaves_the_loser_to_be_cancelled) {
  Story story(define_body([] {
    const auto work = start("work");
    const auto deadline = timer(10s);
    const std::size_t first = detail::wait_any({work, deadline});
    detail::cancel(first == 0 ? deadline : work);
    return json(first == 0 ? "done" : "late");
  }));
  story.task();
  EXPECT_THAT(story.timer_fires("2").task(),
              ElementsAre("RequestCancelActivityTask of event 5", "CompleteWorkflowExecution late"));
}

TEST(Any, of_nothing_fails_the_task) {
  Story story(define_body([] { return json(std::to_string(detail::wait_any({}))); }));
  EXPECT_THAT(story.failing_task(), HasSubstr("any() of nothing would wait for ever"));
}

TEST(Spawn, runs_when_the_fibers_that_are_ready_have_run) {
  Story story(define_body([] {
    const auto first = spawn([] { return json(call("first")); });
    const auto second = spawn([] { return json(call("second")); });
    call("main");
    return json(get(first) + get(second));
  }));
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask 3 main", "ScheduleActivityTask 4 first",
                                        "ScheduleActivityTask 5 second"));
  story.activity_completes("4", "1").activity_completes("3", "0").activity_completes("5", "2");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 12"));
}

TEST(Spawn, failure_is_thrown_where_it_is_waited_for) {
  Story story(define_body([] {
    const auto broken = spawn([]() -> Payload { throw ApplicationError("broken"); });
    try {
      get(broken);
    } catch (const ApplicationError& error) {
      return json(error.what());
    }
    return json("whole");
  }));
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution broken"));
}

TEST(Spawn, defect_that_nobody_waits_for_fails_the_task) {
  Story story(define_body([] {
    spawn([]() -> Payload { throw std::out_of_range("index 7"); });
    return json(call("work"));
  }));
  EXPECT_EQ(story.failing_task(), "a spawned fiber that nobody waits for threw std::out_of_range: index 7");
}

TEST(Spawn, many_fibers_finish_in_the_order_of_their_results) {
  Story story(define_body([] {
    auto order = std::make_shared<std::string>();
    std::vector<detail::OperationRef> fibers;
    for (int i = 0; i < 20; ++i) {
      fibers.push_back(spawn([order, i] {
        call("work");
        *order += static_cast<char>('a' + i);
        return json("0");
      }));
    }
    for (const auto& fiber : fibers) get(fiber);
    return json(*order);
  }));
  EXPECT_EQ(story.task().size(), 20u);
  // Numbers 1 to 20 are the fibers' own.
  for (int i = 19; i >= 0; --i) story.activity_completes(std::to_string(21 + i), "0");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution tsrqponmlkjihgfedcba"));
}

// The order in which a compiler evaluates arguments must not show in history.
std::vector<std::string> commands_of(const std::vector<int>& evaluation) {
  std::vector<std::string> commands;
  Story story(define_body([&] {
    const auto before = start("before");
    std::vector<detail::OperationRef> arguments(4);
    for (const int i : evaluation) {
      if (i == 0) arguments[0] = start("a");
      if (i == 1) arguments[1] = timer(1s);
      if (i == 2) arguments[2] = spawn([] { return json(call("in_first")); });
      if (i == 3) arguments[3] = spawn([] { return json(call("in_second")); });
    }
    detail::order_commands(arguments);
    for (const auto& each : arguments) detail::wait(each);
    return json(get(before));
  }));
  commands = story.task();
  story.activity_completes("1", "0").activity_completes("2", "0").timer_fires("3");
  story.activity_completes("6", "0").activity_completes("7", "0").task();
  return commands;
}

TEST(OrderCommands, gives_ids_and_places_in_argument_order) {
  EXPECT_THAT(commands_of({0, 1, 2, 3}),
              ElementsAre("ScheduleActivityTask 1 before", "ScheduleActivityTask 2 a", "StartTimer 3 1000ms",
                          "ScheduleActivityTask 6 in_first", "ScheduleActivityTask 7 in_second"));
  EXPECT_EQ(commands_of({3, 2, 1, 0}), commands_of({0, 1, 2, 3}));
  EXPECT_EQ(commands_of({2, 0, 3, 1}), commands_of({0, 1, 2, 3}));
}

TEST(OrderCommands, leaves_sent_commands_alone) {
  Story story(define_body([] {
    const auto sent = start("sent");
    call("first");
    const auto fresh = start("fresh");
    detail::order_commands({fresh, sent});
    return json(get(fresh) + get(sent));
  }));
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask 1 sent", "ScheduleActivityTask 2 first"));
  EXPECT_THAT(story.activity_completes("2", "0").task(), ElementsAre("ScheduleActivityTask 3 fresh"));
  EXPECT_THAT(story.activity_completes("1", "b").activity_completes("3", "a").task(),
              ElementsAre("CompleteWorkflowExecution ab"));
}

}  // namespace
}  // namespace skald::replay_tests
