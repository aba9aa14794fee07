#pragma once

#include <algorithm>
#include <optional>

#include "engine/base/clock.h"

namespace skald::runtime {

/// So many a second, those of one second at once. Unset: as many as come.
class RateLimit {
 public:
  /// Negative counts as 0, which lets nothing through.
  void set(double per_second, Time now) {
    const double wanted = std::max(per_second, 0.0);
    if (per_second_ == wanted) return;
    refill(now);
    const bool is_first = !per_second_;
    per_second_ = wanted;
    left_ = is_first ? most() : std::min(left_, most());
    filled_at_ = now;
  }
  /// True if one may pass now; it is counted.
  bool take(Time now) {
    if (!per_second_) return true;
    refill(now);
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }
  /// When the next one may pass, if it cannot now.
  Time next(Time now) const {
    constexpr double kLongest = 3600;
    const double seconds = *per_second_ > 0 ? (1 - left_) / *per_second_ : kLongest;
    return now + std::chrono::duration_cast<Duration>(
                     std::chrono::duration<double>(std::clamp(seconds, 0.0, kLongest)));
  }

 private:
  double most() const { return *per_second_ > 0 ? std::max(1.0, *per_second_) : 0; }
  void refill(Time now) {
    if (!per_second_ || now <= filled_at_) return;
    const double passed = std::chrono::duration<double>(now - filled_at_).count();
    left_ = std::min(most(), left_ + passed * *per_second_);
    filled_at_ = now;
  }

  std::optional<double> per_second_;
  double left_ = 0;
  Time filled_at_;
};

}  // namespace skald::runtime
