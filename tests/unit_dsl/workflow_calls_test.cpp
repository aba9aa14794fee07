#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit_dsl/described_types.h"
#include "tests/unit_dsl/fake_run.h"

namespace skald::tests {

int price(const Line& line);
void notify(std::string who);
int parse(int number);
int parse(double number);
std::string join(std::string left, int right);

}  // namespace skald::tests

template <>
inline constexpr std::string_view skald::Name<skald::pick<int(double)>(skald::tests::parse)> = "parse-double";

namespace skald::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class CallsTest : public testing::Test {
 protected:
  CallsTest() {
    run_.succeeds("price", 42);
    run_.succeeds("parse", 1);
    run_.succeeds("parse-double", 2);
    run_.succeeds("join", std::string("joined"));
  }
  FakeRun run_;
};

TEST_F(CallsTest, a_call_converts_arguments_as_an_ordinary_call_does) {
  EXPECT_EQ(run<price>({.start_to_close = 1s}, {"a", 1, "n"}), 42);
  EXPECT_EQ(run<join>("left", 'x'), "joined");
  run<notify>("bob");
  EXPECT_THAT(run_.calls, ElementsAre(R"(price({"sku":"a","quantity":1,"note":"n"}))", R"(join("left",120))",
                                      R"(notify("bob"))"));
}

TEST_F(CallsTest, a_call_carries_its_source_line) {
  run<price>(Line{});
  const auto line = __LINE__ - 1;
  EXPECT_EQ(run_.activities[0].site.line(), static_cast<unsigned>(line));
  EXPECT_THAT(run_.activities[0].site.file(), testing::EndsWith("workflow_calls_test.cpp"));
}

TEST_F(CallsTest, a_call_without_options_has_a_minute_an_attempt) {
  run<price>(Line{});
  EXPECT_EQ(run_.activities[0].options.start_to_close, Duration(1min));
}

TEST_F(CallsTest, a_call_without_any_time_limit_is_refused) {
  try {
    run<price>({.task_queue = "q"}, Line{});
    FAIL() << "the call was made";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "activity price: the options need start_to_close or schedule_to_close");
  }
}

TEST_F(CallsTest, overloads_are_told_apart_by_pick_and_name) {
  EXPECT_EQ(run<pick<int(int)>(parse)>(8), 1);
  EXPECT_EQ(run<pick<int(double)>(parse)>(8), 2);
}

TEST_F(CallsTest, a_result_that_does_not_fit_leaves_the_fiber_and_passes_no_catch) {
  run_.succeeds("price", std::string("many"));
  const auto body = [] {
    try {
      run<price>(Line{});
    } catch (const std::exception&) {
      FAIL() << "user code caught it";
    }
  };
  EXPECT_THROW(body(), LeftFiber);
  EXPECT_EQ(run_.refused, R"(result of price: int: expected an integer, found the string "many")");
}

TEST_F(CallsTest, all_gives_a_tuple_and_orders_commands_as_its_arguments) {
  const auto [first, second, third] =
      all(start<price>(Line{}), start<notify>("x"), spawn([] { return std::string("fiber"); }));
  EXPECT_EQ(first, 42);
  EXPECT_EQ(second, std::monostate());
  EXPECT_EQ(third, "fiber");
  EXPECT_THAT(run_.ordered, ElementsAre("price", "notify", "fiber"));
}

TEST_F(CallsTest, all_of_void_calls_returns_nothing) {
  static_assert(std::is_void_v<decltype(all(timer(1s), timer(2s)))>);
  all(timer(1s), timer(2s));
  EXPECT_EQ(run_.timers.size(), 2U);
}

TEST_F(CallsTest, all_takes_a_vector) {
  std::vector<Future<int>> futures;
  for (int i = 0; i < 3; ++i) futures.push_back(start<price>(Line{}));
  EXPECT_THAT(all(futures), ElementsAre(42, 42, 42));
}

TEST_F(CallsTest, all_throws_the_first_failure_in_argument_order) {
  run_.fails("price", "no price");
  run_.fails("notify", "no phone");
  try {
    all(start<notify>("x"), start<price>(Line{}));
    FAIL() << "nothing was thrown";
  } catch (const ActivityError& error) {
    EXPECT_EQ(error.activity_type(), "notify");
  }
}

TEST_F(CallsTest, the_winner_of_any_compares_with_its_future) {
  const auto pending = start<price>(Line{});
  const auto deadline = timer(10s);
  pending.operation()->ready = false;
  const auto winner = any(pending, deadline);
  EXPECT_TRUE(winner == deadline);
  EXPECT_FALSE(winner == pending);
  EXPECT_EQ(winner.index(), 1U);
  EXPECT_THROW(any(std::vector<Future<int>>{}), UsageError);
}

TEST_F(CallsTest, a_spawned_fiber_gives_its_value_or_its_failure) {
  EXPECT_EQ(spawn([] { return 7; }).get(), 7);
  const auto failing = spawn([]() -> int { throw ApplicationError("no"); });
  EXPECT_THROW(failing.get(), ApplicationError);
}

TEST_F(CallsTest, waiting_for_no_time_only_looks) {
  EXPECT_TRUE(wait_for(0s, [] { return true; }));
  EXPECT_FALSE(wait_for(-1s, [] { return false; }));
  EXPECT_TRUE(run_.timers.empty());
  EXPECT_FALSE(wait_for(5s, [] { return false; }));
  EXPECT_THAT(run_.timers, ElementsAre(Duration(5s)));
}

TEST_F(CallsTest, waiting_without_a_limit_ends_when_the_condition_holds_and_starts_no_timer) {
  int left = 3;
  run_.happen = [&] { return --left >= 0; };
  static_assert(std::is_void_v<decltype(wait_for([&] { return left == 0; }))>);
  wait_for([&] { return left == 0; });
  EXPECT_EQ(left, 0);
  EXPECT_TRUE(run_.timers.empty());
}

TEST_F(CallsTest, a_shielded_body_gives_its_value) {
  EXPECT_EQ(shielded([] { return std::string("kept"); }), "kept");
}

TEST_F(CallsTest, the_log_is_silent_during_replay) {
  static std::vector<std::string> lines;
  lines.clear();
  detail::set_log_sink([](LogLevel, const WorkflowInfo& info, std::string_view message) {
    lines.push_back(info.run_id + " " + std::string(message));
  });
  run_.info.run_id = "run-1";
  log().info("once");
  run_.replaying = true;
  log().info("again");
  detail::set_log_sink(nullptr);
  run_.replaying = false;
  log().info("nobody listens");
  EXPECT_THAT(lines, ElementsAre("run-1 once"));
}

TEST_F(CallsTest, continue_as_new_carries_name_and_converted_input) {
  const auto next = continue_as_new<join>("a", 1);
  EXPECT_EQ(next.workflow_type, "join");
  ASSERT_EQ(next.input.size(), 2U);
  EXPECT_EQ(next.input[0].data, R"("a")");
}

TEST_F(CallsTest, random_numbers_are_fixed_for_ever) {
  run_.random = {0, ~0ULL, 1ULL << 63U};
  EXPECT_EQ(random(), 0.0);
  EXPECT_EQ(random(), 1.0 - 0x1.0p-53);
  EXPECT_EQ(random(), 0.5);
  run_.random = {0x0123456789abcdefULL, 0xfedcba9876543210ULL};
  EXPECT_EQ(uuid(), "01234567-89ab-4def-bedc-ba9876543210");
}

TEST_F(CallsTest, random_integers_favour_nobody_and_keep_to_their_range) {
  // 2^64 modulo 6 is 4: draws 0 to 3 are drawn again.
  run_.random = {0, 3, 4, 5, 6, ~0ULL};
  EXPECT_EQ(random({.from = 1, .to = 6}), 5);
  EXPECT_EQ(random({.from = 1, .to = 6}), 6);
  EXPECT_EQ(random({.from = 1, .to = 6}), 1);
  EXPECT_EQ(random({.from = 1, .to = 6}), 4);
  run_.random = {17, 17, 5};
  EXPECT_EQ(random({.from = -3, .to = -3}), -3);
  EXPECT_EQ(random({.from = INT64_MIN, .to = INT64_MAX}), 17);
  EXPECT_EQ(random({.from = INT64_MIN, .to = INT64_MIN + 1}), INT64_MIN + 1);
}

TEST_F(CallsTest, a_random_range_that_ends_before_it_starts_is_refused) {
  try {
    random({.from = 6, .to = 1});
    FAIL() << "nothing was thrown";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "random(): the range ends at 1, before it starts at 6");
  }
}

}  // namespace
}  // namespace skald::tests
