#include <array>
#include <chrono>
#include <limits>

#include "engine/api/search_attribute_value.h"

namespace skald::api {
namespace {

constexpr std::int64_t kPerSecond = 1'000'000'000;
constexpr std::size_t kNanoDigits = 9;

/// Reads a text from its beginning.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// Exactly `digits` digits.
  std::optional<int> number(std::size_t digits) {
    if (text_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit(text_[i])) return std::nullopt;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(digits);
    return value;
  }
  /// One of `wanted`; zero if the next is another.
  char take(std::string_view wanted) {
    if (text_.empty() || wanted.find(text_.front()) == std::string_view::npos) return 0;
    const char taken = text_.front();
    text_.remove_prefix(1);
    return taken;
  }
  /// The digits of a fraction, as nanoseconds; what is finer is dropped.
  std::optional<std::int64_t> fraction() {
    std::int64_t value = 0;
    std::size_t digits = 0;
    for (; !text_.empty() && is_digit(text_.front()); ++digits, text_.remove_prefix(1)) {
      if (digits < kNanoDigits) value = value * 10 + (text_.front() - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < kNanoDigits; ++digits) value *= 10;
    return value;
  }
  bool is_at_end() const { return text_.empty(); }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  std::string_view text_;
};

/// Numbers separated by one character each.
template <std::size_t N>
std::optional<std::array<int, N>> numbers(Scanner& scanner, std::size_t first_digits,
                                          std::string_view between) {
  std::array<int, N> values{};
  for (std::size_t i = 0; i < N; ++i) {
    if (i > 0 && scanner.take(between) == 0) return std::nullopt;
    const auto value = scanner.number(i == 0 ? first_digits : 2);
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  return values;
}

/// Seconds east of Greenwich.
std::optional<int> offset(Scanner& scanner) {
  const char sign = scanner.take("Z+-");
  if (sign == 0) return std::nullopt;
  if (sign == 'Z') return 0;
  const auto parts = numbers<2>(scanner, 2, ":");
  if (!parts || (*parts)[0] > 23 || (*parts)[1] > 59) return std::nullopt;
  const int seconds = ((*parts)[0] * 60 + (*parts)[1]) * 60;
  return sign == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<std::int64_t> parse_datetime(std::string_view text) {
  Scanner scanner(text);
  const auto date = numbers<3>(scanner, 4, "-");
  if (!date || scanner.take("T") == 0) return std::nullopt;
  const auto clock = numbers<3>(scanner, 2, ":");
  if (!clock || (*clock)[0] > 23 || (*clock)[1] > 59 || (*clock)[2] > 59) return std::nullopt;
  std::int64_t nanoseconds = 0;
  if (scanner.take(".,") != 0) {
    const auto fraction = scanner.fraction();
    if (!fraction) return std::nullopt;
    nanoseconds = *fraction;
  }
  const auto east = offset(scanner);
  if (!east || !scanner.is_at_end()) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year((*date)[0]),
                                        std::chrono::month(static_cast<unsigned>((*date)[1])),
                                        std::chrono::day(static_cast<unsigned>((*date)[2]))};
  if (!day.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  const std::int64_t seconds = days * 86'400 + ((*clock)[0] * 60 + (*clock)[1]) * 60 + (*clock)[2] - *east;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / kPerSecond - 1;
  if (seconds > kMost) return std::numeric_limits<std::int64_t>::max();
  if (seconds < -kMost) return std::numeric_limits<std::int64_t>::min();
  return seconds * kPerSecond + nanoseconds;
}

}  // namespace skald::api
