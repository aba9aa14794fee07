#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.h"
#include "engine/base/time_zone.h"

namespace skald::core {

/// When a workflow with a cron schedule runs. The language is that of Temporal's server: five fields (minute,
/// hour, day of month, month, day of week; lists, ranges, steps, names), "@every 90m", "@hourly", "@daily",
/// "@midnight", "@weekly", "@monthly", "@yearly", "@annually", each after "CRON_TZ=Europe/Berlin " or
/// "TZ=… " if it is not meant in UTC.
class CronSchedule {
 public:
  /// Empty if the text is no schedule.
  static std::optional<CronSchedule> parse(std::string_view text);

  /// The first moment after `time`; empty if there is none within five years.
  std::optional<Time> next(Time time) const;
  /// The first moment after `time` that is not before `now`: moments that were missed are not made up for.
  std::optional<Time> next(Time time, Time now) const;

 private:
  // One bit for each value; `kAny` also says that the field was "*" or "?".
  static constexpr std::uint64_t kAny = 1ull << 63;

  bool parse_fields(std::string_view text);
  bool parse_named(std::string_view text);
  bool is_day(std::chrono::year_month_day day) const;

  Duration every_ = Duration::zero();  // not zero: the fields are not used
  std::uint64_t minutes_ = 0;
  std::uint64_t hours_ = 0;
  std::uint64_t days_ = 0;
  std::uint64_t months_ = 0;
  std::uint64_t weekdays_ = 0;
  std::shared_ptr<const TimeZone> zone_;
};

/// How long after `now` the next run of a chain begins, in whole seconds, when the present one was to begin
/// at `scheduled`. Empty: no schedule, or it has no next moment.
std::optional<Duration> cron_backoff(const std::string& schedule, Time scheduled, Time now);

}  // namespace skald::core
