#include "engine/base/duration_text.h"

#include <cmath>
#include <limits>
#include <string>

namespace skald {
namespace {

struct Unit {
  std::string_view name;
  double nanoseconds;
};

// Longer names first where one begins another.
constexpr Unit kUnits[] = {{"ns", 1},   {"us", 1e3}, {"µs", 1e3}, {"μs", 1e3},
                           {"ms", 1e6}, {"s", 1e9},  {"m", 60e9}, {"h", 3600e9}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the leading "12.5" off `text`.
std::optional<long double> take_number(std::string_view& text) {
  std::size_t length = 0;
  bool has_digit = false;
  bool has_point = false;
  for (; length < text.size(); ++length) {
    if (is_digit(text[length])) {
      has_digit = true;
    } else if (text[length] == '.' && !has_point) {
      has_point = true;
    } else {
      break;
    }
  }
  if (!has_digit || length > 40) return {};
  const long double number = std::stold(std::string(text.substr(0, length)));
  text.remove_prefix(length);
  return number;
}

std::optional<double> take_unit(std::string_view& text) {
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    const std::string_view rest = text.substr(unit.name.size());
    const bool ends = rest.empty() || is_digit(rest.front()) || rest.front() == '.';
    if (!ends) continue;
    text = rest;
    return unit.nanoseconds;
  }
  return {};
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Duration::zero();
  if (text.empty()) return {};
  long double sum = 0;
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number) return {};
    const auto unit = take_unit(text);
    if (!unit) return {};
    sum += *number * static_cast<long double>(*unit);
    if (sum > static_cast<long double>(std::numeric_limits<std::int64_t>::max())) return {};
  }
  const auto nanoseconds = static_cast<std::int64_t>(sum);
  return Duration(is_negative ? -nanoseconds : nanoseconds);
}

}  // namespace skald
