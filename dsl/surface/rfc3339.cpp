#include "skald/detail/rfc3339.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace skald::detail {
namespace {

constexpr std::int64_t kDay = 86'400;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// Takes a number of exactly `digits` digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return number;
}

/// Takes a number after `separator`, of two digits and at most `most`.
std::optional<int> take_two(std::string_view& text, char separator, int most) {
  if (text.empty() || (text.front() | 0x20) != (separator | 0x20)) return std::nullopt;
  text.remove_prefix(1);
  const auto number = take_number(text, 2);
  return number && *number <= most ? number : std::nullopt;
}

/// Seconds east of UTC; the rest of a time.
std::optional<std::int64_t> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const auto sign = text.front() == '+' ? 1 : -1;
  text.remove_prefix(1);
  const auto hours = take_number(text, 2);
  const auto minutes = take_two(text, ':', 59);
  if (!hours || *hours > 23 || !minutes || !text.empty()) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

}  // namespace

std::optional<std::int32_t> parse_fraction(std::string_view& text) {
  if (text.empty() || text.front() != '.') return 0;
  text.remove_prefix(1);
  std::int32_t nanos = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && is_digit(text[digits]); ++digits) {
    if (digits == 9) return std::nullopt;
    nanos = nanos * 10 + (text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  for (; digits < 9; ++digits) nanos *= 10;
  return nanos;
}

std::string fraction_text(std::int64_t nanos) {
  if (nanos == 0) return {};
  auto digits = std::to_string(nanos);
  digits.insert(0, 9 - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  return '.' + digits;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  const auto year = take_number(text, 4);
  const auto month = take_two(text, '-', 12);
  const auto day = month ? take_two(text, '-', 31) : std::nullopt;
  const auto hour = day ? take_two(text, 'T', 23) : std::nullopt;
  const auto minute = hour ? take_two(text, ':', 59) : std::nullopt;
  const auto second = minute ? take_two(text, ':', 60) : std::nullopt;
  if (!year || !second) return std::nullopt;
  const auto nanos = parse_fraction(text);
  const auto offset = nanos ? parse_offset(text) : std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!offset || !date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return Instant{days * kDay + *hour * 3600 + *minute * 60 + *second - *offset, *nanos};
}

std::optional<std::string> format_rfc3339(Instant instant) {
  const auto days = instant.seconds >= 0 ? instant.seconds / kDay : -((-instant.seconds + kDay - 1) / kDay);
  const auto rest = instant.seconds - days * kDay;
  if (days < -719'528 || days > 2'932'896) return std::nullopt;  // 0000-01-01, 9999-12-31
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  std::array<char, 40> text{};
  const auto length =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", int(date.year()),
                    unsigned(date.month()), unsigned(date.day()), static_cast<int>(rest / 3600),
                    static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60));
  return std::string(text.data(), static_cast<std::size_t>(length)) + fraction_text(instant.nanos) + 'Z';
}

}  // namespace skald::detail
