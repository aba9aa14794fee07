#include <gtest/gtest.h>

#include <chrono>

#include "skald/options.h"
#include "tests/unit_dsl/described_types.h"

namespace skald::tests {
namespace {

using namespace std::chrono_literals;
using Seconds = std::chrono::seconds;

template <class T>
void expect_round_trip(const T& value, const std::string& text) {
  EXPECT_EQ(to_json(value), text);
  EXPECT_EQ(from_json<T>(text), value);
}

Time at(std::int64_t seconds, std::int64_t nanos = 0) {
  return Time(std::chrono::seconds(seconds) + std::chrono::nanoseconds(nanos));
}

TEST(JsonChrono, durations_are_seconds_with_no_more_digits_than_needed) {
  expect_round_trip<Duration>(1500ms, R"("1.5s")");
  expect_round_trip<Duration>(0s, R"("0s")");
  expect_round_trip<Duration>(-1ns, R"("-0.000000001s")");
  expect_round_trip(std::chrono::hours(720), R"("2592000s")");
  expect_round_trip(std::chrono::milliseconds(-250), R"("-0.25s")");
  expect_round_trip(std::chrono::duration<double>(1.25), R"("1.25s")");
  expect_round_trip(std::chrono::duration<double, std::milli>(2.5), R"("0.0025s")");
}

TEST(JsonChrono, a_duration_that_the_type_would_cut_is_refused) {
  EXPECT_EQ(problem_reading<Seconds>(R"("1.5s")"),
            R"(duration: "1.5s" does not fit: the type counts in steps of 1 s)");
  EXPECT_EQ(problem_reading<std::chrono::minutes>(R"("90s")"),
            R"(duration: "90s" does not fit: the type counts in steps of 60 s)");
  EXPECT_EQ(problem_reading<std::chrono::milliseconds>(R"("0.0001s")"),
            R"(duration: "0.0001s" does not fit: the type counts in steps of 0.001 s)");
  EXPECT_EQ(problem_reading<Duration>(R"("10000000000s")"),
            R"(duration: "10000000000s" does not fit: the type counts in steps of 0.000000001 s)");
  using Small = std::chrono::duration<std::int16_t>;
  EXPECT_EQ(problem_reading<Small>(R"("40000s")"),
            "duration: 40000 steps do not fit the type's representation");
}

TEST(JsonChrono, what_is_no_duration_is_refused) {
  for (const auto* text :
       {"1.5", "s", "1.s", "1.0000000001s", "--1s", "1 s", "1e3s", "+1s", "9999999999999s", ""}) {
    EXPECT_EQ(
        problem_reading<Duration>('"' + std::string(text) + '"'),
        "duration: expected a duration such as \"1.5s\", found the string \"" + std::string(text) + '"');
  }
  EXPECT_EQ(problem_reading<Duration>("15"),
            R"(duration: expected a duration such as "1.5s", found the number 15)");
}

TEST(JsonChrono, times_are_rfc_3339_in_utc) {
  expect_round_trip(at(1'795'362'781, 250'000'000), R"("2026-11-22T15:53:01.25Z")");
  expect_round_trip(at(0), R"("1970-01-01T00:00:00Z")");
  expect_round_trip(at(-1, 1), R"("1969-12-31T23:59:59.000000001Z")");
  expect_round_trip(std::chrono::sys_seconds(-62'135'596'800s), R"("0001-01-01T00:00:00Z")");
  expect_round_trip(std::chrono::sys_days(std::chrono::year(2024) / 2 / 29), R"("2024-02-29T00:00:00Z")");
}

TEST(JsonChrono, a_time_may_have_any_offset) {
  EXPECT_EQ(from_json<Time>(R"("1970-01-01T02:30:00+02:30")"), at(0));
  EXPECT_EQ(from_json<Time>(R"("1969-12-31T19:00:00.5-05:00")"), at(0, 500'000'000));
  EXPECT_EQ(from_json<Time>(R"("1970-01-01t00:00:00z")"), at(0));
}

TEST(JsonChrono, what_is_no_time_is_refused) {
  for (const auto* text :
       {"2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+2:00", "2026-01-01",
        "26-01-01T00:00:00Z", "2026-01-01T00:00:00Zx"}) {
    EXPECT_NE(problem_reading<Time>('"' + std::string(text) + '"').find("expected a time such as"),
              std::string::npos)
        << text;
  }
}

TEST(JsonChrono, a_time_that_the_type_would_cut_is_refused) {
  EXPECT_EQ(problem_reading<std::chrono::sys_seconds>(R"("1970-01-01T00:00:00.5Z")"),
            R"(time: "1970-01-01T00:00:00.5Z" does not fit: the type counts in steps of 1 s)");
  EXPECT_EQ(problem_reading<Time>(R"("9999-01-01T00:00:00Z")"),
            R"(time: "9999-01-01T00:00:00Z" does not fit: the type counts in steps of 0.000000001 s)");
  EXPECT_EQ(problem_writing(std::chrono::sys_seconds(253'402'300'800s)),
            "time: only the years 0 to 9999 have a JSON form");
}

}  // namespace
}  // namespace skald::tests
