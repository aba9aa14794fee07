#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace skald {

/// Many threads put. Readers take all that gathered, or one item each if there are several: one lock and at
/// most one wake-up for everything that came while the readers were busy.
template <class T>
class Inbox {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// False: the inbox is closed and its readers were told so; the item was not moved from.
  bool put(T&& item) {
    bool wakes = false;
    {
      const std::lock_guard lock(mutex_);
      if (ended_) return false;
      items_.push_back(std::move(item));
      wakes = sleeping_ > woken_;
      if (wakes) ++woken_;
    }
    if (wakes) arrived_.notify_one();
    return true;
  }

  /// Moves all that is there into `taken` (emptied first). Waits until something is, close() was called or
  /// `until` has passed (none: no end). False once closed and empty.
  bool take(std::vector<T>& taken, std::optional<TimePoint> until = std::nullopt) {
    taken.clear();
    std::unique_lock lock(mutex_);
    wait(lock, until);
    forget_taken();
    taken.swap(items_);
    return !taken.empty() || !has_ended();
  }

  /// Waits for an item and moves it into `item`. False: closed, and nothing is left.
  bool take_one(T& item) {
    std::unique_lock lock(mutex_);
    wait(lock, std::nullopt);
    if (is_empty()) return !has_ended();  // closed
    item = std::move(items_[first_++]);
    // Moving the rest to the front costs as much as what was taken.
    if (2 * first_ >= items_.size()) forget_taken();
    return true;
  }

  /// The readers get what is there, then they are told.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    arrived_.notify_all();
  }

 private:
  bool is_empty() const { return first_ == items_.size(); }

  void wait(std::unique_lock<std::mutex>& lock, std::optional<TimePoint> until) {
    bool in_time = true;
    while (is_empty() && !closed_ && in_time) {
      ++sleeping_;
      if (until) {
        in_time = arrived_.wait_until(lock, *until) == std::cv_status::no_timeout;
      } else {
        arrived_.wait(lock);
      }
      --sleeping_;
      // Also if this wake-up was nobody's: then one more is sent than needed, never one less.
      if (woken_ > 0) --woken_;
    }
  }

  void forget_taken() {
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }

  // The reader leaves with this answer: what is put from now on would never be read.
  bool has_ended() {
    ended_ = closed_;
    return ended_;
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  // Under mutex_:
  std::vector<T> items_;
  std::size_t first_ = 0;  // items before it were taken
  std::size_t sleeping_ = 0;
  /// Of the sleeping ones, those that were woken and have not come back yet.
  std::size_t woken_ = 0;
  bool closed_ = false;
  bool ended_ = false;
};

}  // namespace skald
