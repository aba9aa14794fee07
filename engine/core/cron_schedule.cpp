#include "engine/core/cron_schedule.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <vector>

#include "engine/base/duration_text.h"

namespace skald::core {
namespace {

using Names = std::map<std::string, unsigned>;

struct Field {
  unsigned lowest;
  unsigned highest;
  const Names* names = nullptr;
};

const Names& month_names() {
  static const Names names{{"jan", 1}, {"feb", 2}, {"mar", 3}, {"apr", 4},  {"may", 5},  {"jun", 6},
                           {"jul", 7}, {"aug", 8}, {"sep", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12}};
  return names;
}

const Names& weekday_names() {
  static const Names names{{"sun", 0}, {"mon", 1}, {"tue", 2}, {"wed", 3},
                           {"thu", 4}, {"fri", 5}, {"sat", 6}};
  return names;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators, bool keeps_empty) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, from), text.size());
    if (keeps_empty || end > from) parts.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

std::optional<unsigned> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

std::optional<unsigned> parse_value(std::string_view text, const Field& field) {
  if (field.names != nullptr) {
    std::string name(text);
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (const auto found = field.names->find(name); found != field.names->end()) return found->second;
  }
  return parse_number(text);
}

struct Range {
  unsigned first = 0;
  unsigned last = 0;
  unsigned step = 1;
  bool is_any = false;
};

// "*", "5", "1-5", each perhaps with "/2"; "5/2" goes on to the end of the field.
std::optional<Range> parse_range(std::string_view text, const Field& field) {
  const auto parts = split(text, "/", true);
  const auto bounds = split(parts[0], "-", true);
  if (parts.size() > 2) return {};
  Range range{field.lowest, field.highest, 1, bounds[0] == "*" || bounds[0] == "?"};
  if (!range.is_any) {
    if (bounds.size() > 2) return {};
    const auto first = parse_value(bounds[0], field);
    const auto last = parse_value(bounds.back(), field);
    if (!first || !last) return {};
    range.first = *first;
    range.last = *last;
  }
  if (parts.size() == 2) {
    const auto step = parse_number(parts[1]);
    if (!step || *step == 0) return {};
    range.step = *step;
    range.is_any = range.is_any && range.step == 1;
    if (bounds.size() == 1) range.last = field.highest;
  }
  const bool is_within =
      range.first >= field.lowest && range.last <= field.highest && range.first <= range.last;
  return is_within ? std::optional(range) : std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\n\v\f\r";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

// Bits of the field's values, 0 if the text is wrong; `any` is added for "*".
std::optional<std::uint64_t> parse_field(std::string_view text, const Field& field, std::uint64_t any) {
  std::uint64_t bits = 0;
  for (const std::string_view part : split(text, ",", false)) {
    const auto range = parse_range(part, field);
    if (!range) return {};
    for (std::uint64_t value = range->first; value <= range->last; value += range->step)
      bits |= 1ull << value;
    if (range->is_any) bits |= any;
  }
  return bits;
}

}  // namespace

std::optional<CronSchedule> CronSchedule::parse(std::string_view text) {
  CronSchedule schedule;
  if (text.starts_with("TZ=") || text.starts_with("CRON_TZ=")) {
    const std::size_t end = text.find(' ');
    if (end == std::string_view::npos) return {};
    const std::size_t begin = text.find('=') + 1;
    schedule.zone_ = TimeZone::find(std::string(text.substr(begin, end - begin)));
    if (schedule.zone_ == nullptr) return {};
    text = trimmed(text.substr(end));
  }
  const bool is_right = text.starts_with('@') ? schedule.parse_named(text) : schedule.parse_fields(text);
  return is_right ? std::optional(std::move(schedule)) : std::nullopt;
}

bool CronSchedule::parse_fields(std::string_view text) {
  const auto parts = split(text, " \t\n\v\f\r", false);
  if (parts.size() != 5) return false;
  const std::array<Field, 5> fields{
      {{0, 59}, {0, 23}, {1, 31}, {1, 12, &month_names()}, {0, 6, &weekday_names()}}};
  const std::array<std::uint64_t*, 5> targets{&minutes_, &hours_, &days_, &months_, &weekdays_};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto bits = parse_field(parts[i], fields[i], kAny);
    if (!bits) return false;
    *targets[i] = *bits;
  }
  return true;
}

bool CronSchedule::parse_named(std::string_view text) {
  static const std::map<std::string_view, std::string_view> names{
      {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"},
      {"@weekly", "0 0 * * 0"}, {"@daily", "0 0 * * *"},    {"@midnight", "0 0 * * *"},
      {"@hourly", "0 * * * *"}};
  if (const auto found = names.find(text); found != names.end()) return parse_fields(found->second);
  constexpr std::string_view kEvery = "@every ";
  if (!text.starts_with(kEvery)) return false;
  const auto interval = parse_duration(text.substr(kEvery.size()));
  if (!interval) return false;
  every_ = std::max<Duration>(std::chrono::floor<std::chrono::seconds>(*interval), std::chrono::seconds(1));
  return true;
}

// As cron has it: if both the day of the month and that of the week are given, either is enough.
bool CronSchedule::is_day(std::chrono::year_month_day day) const {
  if ((months_ >> static_cast<unsigned>(day.month()) & 1) == 0) return false;
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  const bool is_in_month = (days_ >> static_cast<unsigned>(day.day()) & 1) != 0;
  const bool is_in_week = (weekdays_ >> weekday.c_encoding() & 1) != 0;
  const bool has_any = ((days_ | weekdays_) & kAny) != 0;
  return has_any ? is_in_month && is_in_week : is_in_month || is_in_week;
}

namespace {

using Instant = TimeZone::Instant;
using std::chrono::seconds;

seconds offset_at(const TimeZone* zone, Instant instant) {
  return zone == nullptr ? seconds(0) : zone->offset_at(instant);
}

// The instant at which the local day after that of `instant` begins; after the gap if it has no midnight.
Instant next_day(const TimeZone* zone, Instant instant) {
  const seconds before = offset_at(zone, instant);
  const Instant midnight = std::chrono::floor<std::chrono::days>(instant + before) + std::chrono::days(1);
  const Instant same_offset = midnight - before;
  const seconds after = offset_at(zone, same_offset);
  if (after == before) return same_offset;
  const Instant other_offset = midnight - after;
  return offset_at(zone, other_offset) == after ? other_offset : same_offset;
}

constexpr int kYears = 5;

}  // namespace

std::optional<Time> CronSchedule::next(Time time) const {
  Instant at = std::chrono::floor<seconds>(time);
  if (every_ != Duration::zero()) return Time(at) + every_;
  at += seconds(1);
  const auto year_of = [](Instant local) {
    return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(local)).year();
  };
  const auto last_year = year_of(at + offset_at(zone_.get(), at)) + std::chrono::years(kYears);
  for (;;) {
    const Instant local = at + offset_at(zone_.get(), at);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::int64_t second = (local - day).count();
    if (year_of(local) > last_year) return {};
    if (!is_day(day)) {
      at = next_day(zone_.get(), at);
    } else if ((hours_ >> (second / 3600) & 1) == 0) {
      at += seconds(3600 - second % 3600);
    } else if ((minutes_ >> (second / 60 % 60) & 1) == 0 || second % 60 != 0) {
      at += seconds(60 - second % 60);
    } else {
      return Time(at);
    }
  }
}

std::optional<Time> CronSchedule::next(Time time, Time now) const {
  const std::optional<Time> first = next(time);
  if (!first || *first >= now) return first;
  if (every_ == Duration::zero()) return next(now - Duration(1));
  const auto missed = (now - *first + every_ - Duration(1)) / every_;
  return *first + every_ * missed;
}

std::optional<Duration> cron_backoff(const std::string& schedule, Time scheduled, Time now) {
  const auto parsed = CronSchedule::parse(schedule);
  if (!parsed) return {};
  const std::optional<Time> next = now < scheduled ? scheduled : parsed->next(scheduled, now);
  if (!next) return {};
  return std::chrono::ceil<seconds>(*next - now);
}

}  // namespace skald::core
