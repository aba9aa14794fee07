#include "engine/base/clock.h"

#include <mutex>

#include "engine/base/forward_time.h"

namespace skald {
namespace {

class SystemClock final : public Clock {
 public:
  Time now() override {
    const std::lock_guard lock(mutex_);
    return time_.at(std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()),
                    std::chrono::steady_clock::now());
  }

 private:
  std::mutex mutex_;
  ForwardTime time_;  // under mutex_
};

}  // namespace

Clock& Clock::system() {
  static SystemClock clock;
  return clock;
}

}  // namespace skald
