#pragma once

#include <algorithm>
#include <chrono>

#include "engine/base/clock.h"

namespace skald {

/// Wall-clock time that does not go back. When the wall clock is set back, this time goes on at half its pace
/// until the wall clock has caught up: what waits for a moment waits at most twice as long, and not for as
/// long as the clock was set back by. Not thread-safe.
class ForwardTime {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  /// The time at a moment that both clocks show. `steady` never less than before.
  Time at(Time wall, Steady steady) {
    if (!has_begun_) {
      has_begun_ = true;
      time_ = wall;
    } else {
      time_ = std::max<Time>(wall, time_ + (steady - steady_) / 2);
    }
    steady_ = steady;
    return time_;
  }

 private:
  bool has_begun_ = false;
  Time time_;
  Steady steady_;
};

}  // namespace skald
