#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time_zone_rule.h"

namespace skald {

/// A time zone of the machine's database (TZif files, RFC 8536). Immutable.
class TimeZone {
 public:
  using Seconds = std::chrono::seconds;
  using Instant = std::chrono::sys_seconds;

  /// The zone of an IANA name ("Europe/Berlin", "UTC", ""); null if the machine knows none. Read once and
  /// kept. Any thread.
  static std::shared_ptr<const TimeZone> find(const std::string& name);
  /// The zone that a file's bytes describe; null if they are no TZif of version 2 or later.
  static std::shared_ptr<const TimeZone> parse(std::string_view file);

  /// Local time minus UTC.
  Seconds offset_at(Instant instant) const;

 private:
  struct Transition {
    std::int64_t at = 0;
    std::int32_t offset = 0;  // from then on
  };

  std::int32_t first_offset_ = 0;
  std::vector<Transition> transitions_;
  TimeZoneRule rule_;  // after the last transition
};

}  // namespace skald
