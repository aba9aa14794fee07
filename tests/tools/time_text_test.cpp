#include "tools/history/time_text.h"

#include <gtest/gtest.h>

namespace skald::history {
namespace {

using namespace std::chrono_literals;

TEST(TimeText, durations_have_about_three_digits_and_the_fitting_unit) {
  EXPECT_EQ(duration_text(0ns), "0 s");
  EXPECT_EQ(duration_text(850us), "850 µs");
  EXPECT_EQ(duration_text(1200us), "1.2 ms");
  EXPECT_EQ(duration_text(12ms), "12 ms");
  EXPECT_EQ(duration_text(3400ms), "3.4 s");
  EXPECT_EQ(duration_text(30s), "30 s");
  EXPECT_EQ(duration_text(125s), "2 min 5 s");
  EXPECT_EQ(duration_text(2h), "2 h");
  EXPECT_EQ(duration_text(24h * 30), "30 d");
  EXPECT_EQ(duration_text(-12ms), "-12 ms");
}

TEST(TimeText, elapsed_times_line_up) {
  EXPECT_EQ(elapsed_text(0ns), "0.000");
  EXPECT_EQ(elapsed_text(12345ms), "12.345");
  EXPECT_EQ(elapsed_text(3723s), "01:02:03");
  EXPECT_EQ(elapsed_text(24h * 3 + 3723s), "3d 01:02:03");
}

TEST(TimeText, moments_are_utc_with_milliseconds) {
  EXPECT_EQ(moment_text(Time(1'772'355'600'123ms)), "2026-03-01 09:00:00.123 UTC");
  EXPECT_EQ(moment_text(Time(-1ms)), "1969-12-31 23:59:59.999 UTC");
}

}  // namespace
}  // namespace skald::history
