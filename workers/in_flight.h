#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "engine/base/assert.h"
#include "engine/base/clock.h"

namespace skald::workers {

/// Counts what has begun and not ended, so that a worker which stops can wait for it.
class InFlight {
 public:
  void enter() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }

  void leave() {
    const std::lock_guard lock(mutex_);
    SKALD_ASSERT(count_ > 0);
    if (--count_ == 0) ended_.notify_all();
  }

  /// Until nothing is under way; false if that took longer than `limit`.
  bool wait(Duration limit) {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, limit, [this] { return count_ == 0; });
  }

  void wait() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return count_ == 0; });
  }

  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t count_ = 0;
};

}  // namespace skald::workers
