#include "engine/base/forward_time.h"

#include <gtest/gtest.h>

namespace skald {
namespace {

using namespace std::chrono_literals;

class ForwardTimeTest : public testing::Test {
 protected:
  /// Moves both clocks and returns the time then.
  Time pass(Duration duration) {
    wall_ += duration;
    steady_ += std::chrono::duration_cast<ForwardTime::Steady::duration>(duration);
    return time_.at(wall_, steady_);
  }

  ForwardTime time_;
  Time wall_ = Time(1'700'000'000s);
  ForwardTime::Steady steady_{5s};
};

TEST_F(ForwardTimeTest, is_that_of_the_wall_clock) {
  EXPECT_EQ(pass(0s), wall_);
  EXPECT_EQ(pass(10s), wall_);
  EXPECT_EQ(pass(0s), wall_);
}

TEST_F(ForwardTimeTest, follows_a_wall_clock_that_is_set_forward) {
  pass(0s);
  wall_ += 1h;
  EXPECT_EQ(pass(1s), wall_);
}

TEST_F(ForwardTimeTest, goes_on_when_the_wall_clock_is_set_back) {
  const Time before = pass(0s);
  wall_ -= 1h;
  EXPECT_EQ(pass(0s), before);
  EXPECT_EQ(pass(20s), before + 10s);
  EXPECT_EQ(pass(20s), before + 20s);
}

TEST_F(ForwardTimeTest, is_that_of_the_wall_clock_again_when_it_has_caught_up) {
  pass(0s);
  wall_ -= 1h;
  for (int minute = 0; minute < 119; ++minute) EXPECT_GT(pass(1min), wall_);
  EXPECT_EQ(pass(1min), wall_);
  EXPECT_EQ(pass(1min), wall_);
}

}  // namespace
}  // namespace skald
