#include "skald/detail/json_chrono.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>

#include "skald/detail/json_expect.h"
#include "skald/detail/rfc3339.h"

namespace skald::detail {
namespace {

__extension__ using Wide = __int128;  // nanoseconds of any int64 of seconds

constexpr std::int64_t kNanos = 1'000'000'000;
/// 31,000 years: beyond it, what we compute with would overflow.
constexpr std::int64_t kMostSeconds = 1'000'000'000'000;

std::optional<Wide> parse_duration(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.size() < 2 || text.back() != 's') return std::nullopt;
  text.remove_suffix(1);
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem != std::errc() || text.front() == '-' || seconds > kMostSeconds) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  const auto nanos = parse_fraction(text);
  if (!nanos || !text.empty()) return std::nullopt;
  const auto total = Wide{seconds} * kNanos + *nanos;
  return negative ? -total : total;
}

/// "1.5" for 1,500,000,000: no more digits than needed.
std::string seconds_text(Wide nanos) {
  const auto size = nanos < 0 ? -nanos : nanos;
  auto text = std::to_string(static_cast<std::int64_t>(size / kNanos)) +
              fraction_text(static_cast<std::int64_t>(size % kNanos));
  return nanos < 0 ? '-' + text : text;
}

std::string tick_text(JsonTick tick) {
  return seconds_text(Wide{tick.numerator} * kNanos / tick.denominator) + " s";
}

/// Whole ticks, or nothing if there is a remainder or too many of them.
std::optional<std::int64_t> to_ticks(Wide nanos, JsonTick tick) {
  const auto scaled = nanos * tick.denominator;
  const auto unit = Wide{tick.numerator} * kNanos;
  const auto ticks = scaled / unit;
  const bool fits =
      ticks >= std::numeric_limits<std::int64_t>::min() && ticks <= std::numeric_limits<std::int64_t>::max();
  if (!fits || scaled % unit != 0) return std::nullopt;
  return static_cast<std::int64_t>(ticks);
}

Wide to_nanos(std::int64_t ticks, JsonTick tick) {
  return Wide{ticks} * tick.numerator * kNanos / tick.denominator;
}

[[noreturn]] void refuse_precision(std::string_view text, const JsonPath& path, JsonTick tick) {
  path.refuse('"' + std::string(text) + "\" does not fit: the type counts in steps of " + tick_text(tick));
}

Wide expect_duration(const JsonValue& value, const JsonPath& path) {
  if (value.kind() != JsonKind::kString) refuse_kind(value, path, R"(a duration such as "1.5s")");
  const auto nanos = parse_duration(value.string());
  if (!nanos) refuse_kind(value, path, R"(a duration such as "1.5s")");
  return *nanos;
}

}  // namespace

std::int64_t read_duration(const JsonValue& value, const JsonPath& path, JsonTick tick) {
  const auto ticks = to_ticks(expect_duration(value, path), tick);
  if (!ticks) refuse_precision(value.string(), path, tick);
  return *ticks;
}

double read_duration_in_seconds(const JsonValue& value, const JsonPath& path) {
  return static_cast<double>(expect_duration(value, path)) / static_cast<double>(kNanos);
}

void write_duration(JsonWriter& out, std::int64_t ticks, JsonTick tick) {
  out.string(seconds_text(to_nanos(ticks, tick)) + 's');
}

void write_duration_in_seconds(JsonWriter& out, double seconds) {
  constexpr double kLimit = static_cast<double>(kMostSeconds);
  if (!(seconds >= -kLimit && seconds <= kLimit)) {
    JsonPath("duration").refuse("no finite number of seconds below 10^12 has a JSON form");
  }
  const auto whole = std::trunc(seconds);
  const auto nanos = std::llround((seconds - whole) * static_cast<double>(kNanos));
  out.string(seconds_text(Wide{static_cast<std::int64_t>(whole)} * kNanos + nanos) + 's');
}

std::int64_t read_time(const JsonValue& value, const JsonPath& path, JsonTick tick) {
  constexpr std::string_view kExpected = R"(a time such as "2026-11-22T15:53:01.25Z")";
  if (value.kind() != JsonKind::kString) refuse_kind(value, path, kExpected);
  const auto instant = parse_rfc3339(value.string());
  if (!instant) refuse_kind(value, path, kExpected);
  const auto ticks = to_ticks(Wide{instant->seconds} * kNanos + instant->nanos, tick);
  if (!ticks) refuse_precision(value.string(), path, tick);
  return *ticks;
}

void write_time(JsonWriter& out, std::int64_t ticks, JsonTick tick) {
  const auto nanos = to_nanos(ticks, tick);
  auto seconds = nanos / kNanos;
  auto rest = nanos % kNanos;
  if (rest < 0) {
    rest += kNanos;
    --seconds;
  }
  const auto text = format_rfc3339({static_cast<std::int64_t>(seconds), static_cast<std::int32_t>(rest)});
  if (!text) JsonPath("time").refuse("only the years 0 to 9999 have a JSON form");
  out.string(*text);
}

void refuse_ticks(const JsonPath& path, std::int64_t ticks) {
  path.refuse(std::to_string(ticks) + " steps do not fit the type's representation");
}

}  // namespace skald::detail
