#include "engine/base/kill_points.h"

#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string_view>

namespace skald {
namespace {

constexpr std::string_view kNames[] = {"before-commit", "after-commit", "in-fold",   "after-checkpoint",
                                       "in-recovery",   "task-taken",   "task-done", "activity-done"};

/// The point that the environment names, and how often it is still to be passed.
struct Chosen {
  std::optional<KillPoint> point;
  std::atomic<long> left{0};

  Chosen() {
    const char* wish = std::getenv("SKALD_KILL_AT");
    if (wish == nullptr) return;
    const std::string_view text(wish);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return;
    for (std::size_t i = 0; i < std::size(kNames); ++i) {
      if (text.substr(0, colon) == kNames[i]) point = static_cast<KillPoint>(i);
    }
    left = std::strtol(wish + colon + 1, nullptr, 10);
  }
};

Chosen& chosen() {
  static Chosen instance;
  return instance;
}

}  // namespace

const bool kill_point_is_armed = chosen().point.has_value();

void count_kill_point(KillPoint point) {
  if (point == chosen().point && chosen().left.fetch_sub(1) == 1) ::raise(SIGKILL);
}

}  // namespace skald
