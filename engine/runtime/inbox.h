#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace skald::runtime {

/// Many threads put, one takes everything that gathered. A taker that is busy is not woken.
template <class T>
class Inbox {
 public:
  void put(T item) {
    bool wake = false;
    {
      std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
      wake = std::exchange(waiting_, false);
    }
    if (wake) arrived_.notify_one();
  }

  /// Swaps what is there into `taken` (emptied first). Waits until something is, close() was called or
  /// `until` has passed (none: no end). False once closed and empty.
  bool take(std::vector<T>& taken, std::optional<std::chrono::steady_clock::time_point> until) {
    taken.clear();
    std::unique_lock lock(mutex_);
    while (items_.empty() && !closed_) {
      waiting_ = true;
      if (!until) {
        arrived_.wait(lock);
      } else if (arrived_.wait_until(lock, *until) == std::cv_status::timeout) {
        break;
      }
    }
    waiting_ = false;
    taken.swap(items_);
    return !taken.empty() || !closed_;
  }

  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    arrived_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  // Under mutex_:
  std::vector<T> items_;
  bool waiting_ = false;
  bool closed_ = false;
};

}  // namespace skald::runtime
