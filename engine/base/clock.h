#pragma once

#include <chrono>

namespace skald {

/// Wall-clock time in nanoseconds, as Temporal's timestamps carry it.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;

/// Where the engine reads the time. Any thread may call it; tests put a clock that stands still here.
class Clock {
 public:
  virtual ~Clock() = default;
  /// The wall clock. May go backwards: whoever records times keeps the larger of two.
  virtual Time now() = 0;

  /// The machine's clock, which never goes back: see ForwardTime.
  static Clock& system();
};

}  // namespace skald
