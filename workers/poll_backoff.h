#pragma once

#include <algorithm>

#include "engine/base/clock.h"

namespace skald::workers {

/// How long a poll that failed `failures` times in a row waits: 100 ms, doubled each time, at most 10 s; for
/// ever.
inline Duration poll_backoff(int failures) {
  constexpr Duration kLongest = std::chrono::seconds(10);
  if (failures <= 0) return Duration::zero();
  return failures > 7 ? kLongest
                      : std::min<Duration>(kLongest, std::chrono::milliseconds(100) * (1 << (failures - 1)));
}

}  // namespace skald::workers
