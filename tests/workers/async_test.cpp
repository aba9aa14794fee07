#include "skald/async.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skald::workers_tests {
namespace {

using ::testing::ElementsAre;

struct AsyncValue : ::testing::Test {
  std::shared_ptr<detail::PendingAnswer> pending = std::make_shared<detail::PendingAnswer>();
  Async<std::string> value{pending, [](const detail::Answer& answer) { return answer.text; }};
  std::vector<std::string> called;

  void arrive(const std::string& text) {
    detail::Answer answer;
    answer.text = text;
    pending->set(std::move(answer));
  }
  void listen(const std::string& name) {
    value.on_ready([this, name](const auto& ready) { called.push_back(name + " " + ready.get()); });
  }
};

TEST_F(AsyncValue, every_callback_is_called_once_in_the_order_in_which_they_came) {
  listen("first");
  listen("second");
  EXPECT_TRUE(called.empty());
  arrive("here");
  EXPECT_THAT(called, ElementsAre("first here", "second here"));
}

TEST_F(AsyncValue, callback_that_comes_late_is_called_at_once) {
  arrive("here");
  listen("late");
  EXPECT_THAT(called, ElementsAre("late here"));
}

TEST_F(AsyncValue, callback_finds_the_failure_in_get) {
  bool failed = false;
  value.on_ready([&](const auto& ready) {
    try {
      ready.get();
    } catch (const std::runtime_error&) {
      failed = true;
    }
  });
  pending->fail(std::make_exception_ptr(std::runtime_error("no")));
  EXPECT_TRUE(failed);
}

}  // namespace
}  // namespace skald::workers_tests
