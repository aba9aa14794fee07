#include "tests/workers/manual_timers.h"

namespace skald::workers_tests {

workers::Timers::TimePoint ManualTimers::now() {
  const std::lock_guard lock(mutex_);
  return now_;
}

workers::Timers::Id ManualTimers::after(Duration delay, std::function<void()> action) {
  const std::lock_guard lock(mutex_);
  if (has_ended_) return ++last_id_;
  actions_.emplace(Key(now_ + delay, ++last_id_), std::move(action));
  return last_id_;
}

bool ManualTimers::cancel(Id id) {
  const std::lock_guard lock(mutex_);
  for (auto place = actions_.begin(); place != actions_.end(); ++place) {
    if (place->first.second != id) continue;
    actions_.erase(place);
    return true;
  }
  return false;
}

void ManualTimers::advance(Duration by) {
  const TimePoint until = now() + by;
  while (auto action = take_due(until)) action();
  const std::lock_guard lock(mutex_);
  now_ = until;
}

void ManualTimers::end() {
  std::map<Key, std::function<void()>> forgotten;
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  actions_.swap(forgotten);
}

std::size_t ManualTimers::waiting() {
  const std::lock_guard lock(mutex_);
  return actions_.size();
}

std::function<void()> ManualTimers::take_due(TimePoint until) {
  const std::lock_guard lock(mutex_);
  if (actions_.empty() || actions_.begin()->first.first > until) return nullptr;
  now_ = std::max(now_, actions_.begin()->first.first);
  auto action = std::move(actions_.begin()->second);
  actions_.erase(actions_.begin());
  return action;
}

}  // namespace skald::workers_tests
