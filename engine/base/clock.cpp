#include "engine/base/clock.h"

namespace skald {
namespace {

class SystemClock final : public Clock {
 public:
  Time now() override { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }
};

}  // namespace

Clock& Clock::system() {
  static SystemClock clock;
  return clock;
}

}  // namespace skald
