#include "tools/cli/duration_option.h"

#include <gtest/gtest.h>

namespace skald::cli {
namespace {

using namespace std::chrono_literals;

TEST(DurationOption, numbers_with_units_are_durations) {
  EXPECT_EQ(parse_duration("500ms"), Duration(500ms));
  EXPECT_EQ(parse_duration("30s"), Duration(30s));
  EXPECT_EQ(parse_duration("5m"), Duration(5min));
  EXPECT_EQ(parse_duration("1.5h"), Duration(90min));
  EXPECT_EQ(parse_duration("7d"), Duration(24h * 7));
}

TEST(DurationOption, everything_else_is_refused) {
  for (const char* text : {"", "s", "5", "5x", "-5s", "5 s", "nan s", "1e300d", "30s later"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace skald::cli
