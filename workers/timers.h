#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "engine/base/clock.h"

namespace skald::workers {

/// What a worker does later: reports that wait, retries, heartbeats. Any thread may call. Tests put one here
/// whose time stands still.
class Timers {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Id = std::uint64_t;

  virtual ~Timers() = default;
  virtual TimePoint now() = 0;
  /// Runs `action` once, after `delay`, on the timers' own thread: it must not block. Ids are never 0.
  virtual Id after(Duration delay, std::function<void()> action) = 0;
  /// False: the action ran, runs now, or was cancelled before.
  virtual bool cancel(Id id) = 0;
};

/// Timers on the machine's clock, with one thread that sleeps until the earliest is due.
class TimerThread : public Timers {
 public:
  TimerThread();
  /// Forgets what is not due yet and waits for an action that runs now, unless it is that action which lets
  /// go of the timers.
  ~TimerThread() override;
  TimerThread(const TimerThread&) = delete;
  TimerThread& operator=(const TimerThread&) = delete;

  TimePoint now() override;
  Id after(Duration delay, std::function<void()> action) override;
  bool cancel(Id id) override;

 private:
  struct Waiting;
  std::shared_ptr<Waiting> waiting_;
  std::thread thread_;
};

}  // namespace skald::workers
