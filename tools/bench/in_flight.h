#pragma once

#include <condition_variable>
#include <functional>
#include <limits>
#include <mutex>
#include <utility>

namespace skald::bench {

/// Keeps a number of asynchronous pieces of work going: begin(i) is called again whenever one has ended. The
/// closed loop of the throughput benches.
class InFlight {
 public:
  /// `begin(number, done)` starts piece `number` and calls `done` when it has ended, from any thread.
  using Begin = std::function<void(long number, std::function<void()> done)>;
  /// At most `limit` pieces in all.
  InFlight(int width, Begin begin, long limit = std::numeric_limits<long>::max())
      : width_(width), limit_(limit), begin_(std::move(begin)) {}

  void start() {
    for (int i = 0; i < width_; ++i) next();
  }

  /// No new pieces; returns when all have ended.
  void finish() {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    ended_.wait(lock, [&] { return running_ == 0; });
  }

  long completed() {
    std::lock_guard lock(mutex_);
    return completed_;
  }

 private:
  void next() {
    long number = 0;
    {
      std::lock_guard lock(mutex_);
      if (stopping_ || started_ == limit_) return;
      number = started_++;
      ++running_;
    }
    begin_(number, [this] {
      {
        std::lock_guard lock(mutex_);
        ++completed_;
        if (--running_ == 0) ended_.notify_all();
      }
      next();
    });
  }

  const int width_;
  const long limit_;
  const Begin begin_;
  std::mutex mutex_;
  std::condition_variable ended_;
  // Under mutex_:
  long started_ = 0;
  long completed_ = 0;
  int running_ = 0;
  bool stopping_ = false;
};

}  // namespace skald::bench
