#include "engine/service/call_life.h"

#include <utility>

namespace skald::service {

bool CallLife::is_gone() const {
  std::lock_guard lock(mutex_);
  return is_gone_;
}

void CallLife::on_gone(std::function<void()> act) {
  {
    std::lock_guard lock(mutex_);
    if (is_finished_) return;
    if (!is_gone_) {
      acts_.push_back(std::move(act));
      return;
    }
  }
  act();
}

void CallLife::leave() {
  std::vector<std::function<void()>> acts;
  {
    std::lock_guard lock(mutex_);
    if (is_finished_ || is_gone_) return;
    is_gone_ = true;
    acts.swap(acts_);
  }
  for (const auto& act : acts) act();
}

void CallLife::finish() {
  std::vector<std::function<void()>> acts;
  std::lock_guard lock(mutex_);
  is_finished_ = true;
  acts.swap(acts_);
}

}  // namespace skald::service
