#include "engine/base/time_zone_rule.h"

#include <cctype>

namespace skald {
namespace {

using Change = TimeZoneRule::Change;
namespace chrono = std::chrono;

constexpr std::int32_t kHour = 3600;

// The rest of the text; false once something did not fit.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { failed_ = !take(c) || failed_; }

  void name() {
    if (take('<')) {
      while (!rest_.empty() && rest_.front() != '>') rest_.remove_prefix(1);
      return expect('>');
    }
    std::size_t length = 0;
    while (length < rest_.size() && std::isalpha(static_cast<unsigned char>(rest_[length])) != 0) ++length;
    failed_ = length < 3 || failed_;
    rest_.remove_prefix(length);
  }

  int number() {
    int value = 0;
    std::size_t length = 0;
    for (; length < rest_.size() && std::isdigit(static_cast<unsigned char>(rest_[length])) != 0; ++length) {
      value = value * 10 + (rest_[length] - '0');
      if (length > 3) break;
    }
    failed_ = length == 0 || length > 3 || failed_;
    rest_.remove_prefix(length);
    return value;
  }

  // [+-]hh[:mm[:ss]]
  std::int32_t time() {
    const bool is_negative = take('-');
    if (!is_negative) take('+');
    std::int32_t seconds = number() * kHour;
    if (take(':')) seconds += number() * 60;
    if (take(':')) seconds += number();
    return is_negative ? -seconds : seconds;
  }

  Change change() {
    Change change;
    if (take('M')) {
      change.month = number();
      expect('.');
      change.week = number();
      expect('.');
      change.day = number();
      failed_ = failed_ || change.month < 1 || change.month > 12 || change.week < 1 || change.week > 5 ||
                change.day > 6;
    } else {
      change.kind = take('J') ? Change::Kind::kDayWithoutLeapDay : Change::Kind::kDay;
      change.day = number();
    }
    if (take('/')) change.seconds = time();
    return change;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// Local seconds since the epoch at which the change happens in a year.
std::int64_t moment(const Change& change, chrono::year year) {
  chrono::local_days day{year / chrono::January / 1};
  if (change.kind == Change::Kind::kWeekday) {
    const chrono::month month{static_cast<unsigned>(change.month)};
    const chrono::weekday weekday{static_cast<unsigned>(change.day)};
    day = change.week == 5 ? chrono::local_days{year / month / weekday[chrono::last]}
                           : chrono::local_days{year / month / weekday[static_cast<unsigned>(change.week)]};
  } else if (change.kind == Change::Kind::kDay) {
    day += chrono::days(change.day);
  } else {
    day += chrono::days(change.day - 1 + (year.is_leap() && change.day >= 60 ? 1 : 0));
  }
  return chrono::duration_cast<chrono::seconds>(day.time_since_epoch()).count() + change.seconds;
}

}  // namespace

std::optional<TimeZoneRule> TimeZoneRule::parse(std::string_view text) {
  Reader reader(text);
  TimeZoneRule rule;
  reader.name();
  rule.standard_offset = -reader.time();
  if (reader.at_end() && !reader.failed()) return rule;
  reader.name();
  rule.has_summer_time = true;
  rule.summer_offset = rule.standard_offset + kHour;
  if (!reader.take(',')) {
    rule.summer_offset = -reader.time();
    reader.expect(',');
  }
  rule.to_summer = reader.change();
  reader.expect(',');
  rule.to_standard = reader.change();
  if (reader.failed() || !reader.at_end()) return {};
  return rule;
}

std::int32_t TimeZoneRule::offset_at(chrono::sys_seconds instant) const {
  if (!has_summer_time) return standard_offset;
  const auto standard_days = chrono::floor<chrono::days>(instant + chrono::seconds(standard_offset));
  const chrono::year year = chrono::year_month_day(standard_days).year();
  const std::int64_t at = instant.time_since_epoch().count();
  const std::int64_t begin = moment(to_summer, year) - standard_offset;
  const std::int64_t end = moment(to_standard, year) - summer_offset;
  // South of the equator summer spans the new year.
  const bool is_summer = begin < end ? at >= begin && at < end : at >= begin || at < end;
  return is_summer ? summer_offset : standard_offset;
}

}  // namespace skald
