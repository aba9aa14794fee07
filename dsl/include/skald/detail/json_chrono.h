#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>
#include <type_traits>

#include "skald/detail/json_codec.h"

/// Durations are "1.5s", as protobuf writes them; times are RFC 3339, "2026-11-22T15:53:01.25Z".
namespace skald::detail {

/// A length of one tick in seconds.
struct JsonTick {
  std::int64_t numerator;
  std::int64_t denominator;
};

/// Whole ticks; throws PayloadError if the text is no duration, or is no whole number of ticks that fits.
std::int64_t read_duration(const JsonValue& value, const JsonPath& path, JsonTick tick);
double read_duration_in_seconds(const JsonValue& value, const JsonPath& path);
void write_duration(JsonWriter& out, std::int64_t ticks, JsonTick tick);
void write_duration_in_seconds(JsonWriter& out, double seconds);
/// Ticks since 1970, any offset from UTC accepted.
std::int64_t read_time(const JsonValue& value, const JsonPath& path, JsonTick tick);
void write_time(JsonWriter& out, std::int64_t ticks, JsonTick tick);
/// Throws PayloadError: a number read as a duration with a smaller representation.
[[noreturn]] void refuse_ticks(const JsonPath& path, std::int64_t ticks);

template <class Period>
inline constexpr JsonTick kTick{Period::num, Period::den};

template <class Rep, class Period>
struct JsonCodec<std::chrono::duration<Rep, Period>> {
  static_assert(std::ratio_greater_equal_v<Period, std::nano>,
                "durations finer than nanoseconds have no JSON form");
  using Value = std::chrono::duration<Rep, Period>;
  static constexpr std::string_view kName = "duration";
  static constexpr bool kMayBeAbsent = false;

  static void read(const JsonValue& value, const JsonPath& path, Value& into) {
    if constexpr (std::is_floating_point_v<Rep>) {
      const std::chrono::duration<double> seconds(read_duration_in_seconds(value, path));
      into = std::chrono::duration_cast<Value>(seconds);
    } else {
      const auto ticks = read_duration(value, path, kTick<Period>);
      into = Value(static_cast<Rep>(ticks));
      if (static_cast<std::int64_t>(into.count()) != ticks) refuse_ticks(path, ticks);
    }
  }
  static void write(JsonWriter& out, const Value& value) {
    if constexpr (std::is_floating_point_v<Rep>) {
      write_duration_in_seconds(out, std::chrono::duration<double>(value).count());
    } else {
      write_duration(out, static_cast<std::int64_t>(value.count()), kTick<Period>);
    }
  }
};

template <class Rep, class Period>
struct JsonCodec<std::chrono::time_point<std::chrono::system_clock, std::chrono::duration<Rep, Period>>> {
  static_assert(std::is_integral_v<Rep>, "a time point in JSON needs whole ticks");
  static_assert(std::ratio_greater_equal_v<Period, std::nano>,
                "times finer than nanoseconds have no JSON form");
  using Value = std::chrono::time_point<std::chrono::system_clock, std::chrono::duration<Rep, Period>>;
  static constexpr std::string_view kName = "time";
  static constexpr bool kMayBeAbsent = false;

  static void read(const JsonValue& value, const JsonPath& path, Value& into) {
    const auto ticks = read_time(value, path, kTick<Period>);
    into = Value(typename Value::duration(static_cast<Rep>(ticks)));
    if (static_cast<std::int64_t>(into.time_since_epoch().count()) != ticks) refuse_ticks(path, ticks);
  }
  static void write(JsonWriter& out, const Value& value) {
    write_time(out, static_cast<std::int64_t>(value.time_since_epoch().count()), kTick<Period>);
  }
};

}  // namespace skald::detail
