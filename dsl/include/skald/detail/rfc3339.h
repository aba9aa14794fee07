#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skald::detail {

/// Seconds since 1970 and, always forward, nanoseconds.
struct Instant {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
};

/// "2026-11-22T15:53:01.25Z", any offset from UTC. Nothing if `text` is not that, or the day does not exist.
/// A leap second counts as the one after it.
std::optional<Instant> parse_rfc3339(std::string_view text);
/// In UTC, with as many digits of the fraction as needed. Nothing outside the years 0 to 9999.
std::optional<std::string> format_rfc3339(Instant instant);

/// Takes ".25" off the front of `text` and returns its nanoseconds; 0 if there is no dot. Nothing if the dot
/// is not followed by one to nine digits.
std::optional<std::int32_t> parse_fraction(std::string_view& text);
/// ".25" for 250,000,000; empty for 0.
std::string fraction_text(std::int64_t nanos);

}  // namespace skald::detail
