#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace skald {

/// The rule of a zone for all years to come, as POSIX writes it: "CET-1CEST,M3.5.0,M10.5.0/3".
struct TimeZoneRule {
  /// When the clocks change in each year.
  struct Change {
    enum class Kind { kWeekday, kDayWithoutLeapDay, kDay };
    Kind kind = Kind::kWeekday;
    int month = 0;
    int week = 0;
    int day = 0;
    std::int32_t seconds = 7200;  // of local time, after midnight
  };

  std::int32_t standard_offset = 0;
  std::int32_t summer_offset = 0;
  bool has_summer_time = false;
  Change to_summer;
  Change to_standard;

  static std::optional<TimeZoneRule> parse(std::string_view text);
  std::int32_t offset_at(std::chrono::sys_seconds instant) const;
};

}  // namespace skald
