#pragma once

#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "tests/workers/rpc.h"

namespace skald::workers_tests {

/// Where an activity of a test waits until the test lets it go on.
class Gate {
 public:
  /// In the activity: says that it is here, and waits.
  void pass() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    if (!changed_.wait_for(lock, kPatience, [this] { return open_; }))
      throw std::runtime_error("gate not opened");
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  /// In the test: waits until so many are here.
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, kPatience, [&] { return arrived_ >= count; })) {
      throw std::runtime_error("nobody came to the gate");
    }
  }
  int arrived() {
    const std::lock_guard lock(mutex_);
    return arrived_;
  }
  /// Who waits in pass().
  int inside() {
    const std::lock_guard lock(mutex_);
    return inside_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
  int inside_ = 0;
  bool open_ = false;
};

}  // namespace skald::workers_tests
