#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "workers/timers.h"

namespace skald::workers_tests {

/// Time that stands still until the test moves it; what is due then runs on the test's thread.
class ManualTimers : public workers::Timers {
 public:
  TimePoint now() override;
  Id after(Duration delay, std::function<void()> action) override;
  bool cancel(Id id) override;

  void advance(Duration by);
  /// Forgets the timers that wait, and what they hold, and every one that is still to be set.
  void end();
  /// Timers that wait.
  std::size_t waiting();

 private:
  using Key = std::pair<TimePoint, Id>;
  std::function<void()> take_due(TimePoint until);

  std::mutex mutex_;
  TimePoint now_{std::chrono::hours(1)};
  std::map<Key, std::function<void()>> actions_;
  Id last_id_ = 0;
  bool has_ended_ = false;
};

}  // namespace skald::workers_tests
