#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace skald::workers {

/// Hands items from any thread to one reader, a batch at a time: one lock and at most one wake-up for all
/// that gathered while the reader was busy.
template <class Item>
class Inbox {
 public:
  /// False: the inbox is closed; the item was not moved from.
  bool put(Item&& item) {
    bool wake = false;
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return false;
      items_.push_back(std::move(item));
      wake = std::exchange(reader_sleeps_, false);
    }
    if (wake) arrived_.notify_one();
    return true;
  }

  /// Waits for items and moves all into `batch`, which must be empty. False: closed, and nothing is left.
  bool take(std::vector<Item>& batch) {
    std::unique_lock lock(mutex_);
    while (items_.empty() && !closed_) {
      reader_sleeps_ = true;
      arrived_.wait(lock);
    }
    reader_sleeps_ = false;
    batch.swap(items_);
    return !batch.empty();
  }

  /// No more items are taken in; the reader gets what is there.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    arrived_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  // protected by mutex_
  std::vector<Item> items_;
  bool reader_sleeps_ = false;
  bool closed_ = false;
};

}  // namespace skald::workers
