#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "workers/connection.h"
#include "workers/timers.h"

namespace skald::workers {

/// Threads that run activities. Short ones follow each other on one thread, which costs no context switch; as
/// soon as one turns out to be long, others are woken or made. Any thread may call.
class ActivityThreads : public std::enable_shared_from_this<ActivityThreads> {
 public:
  using Task = wire::PollActivityTaskQueueResponse;
  using Run = std::function<void(Task)>;

  /// `most`: threads at the same time.
  ActivityThreads(std::shared_ptr<Timers> timers, std::size_t most, Run run);

  void put(Task task);
  /// Ends the threads after the tasks that are here, and waits for them.
  void finish();

  /// Threads that exist now.
  std::size_t size();

 private:
  struct Waiting {
    Task task;
    Timers::TimePoint since;
  };
  struct Sleeper {
    std::condition_variable wake;
    bool is_woken = false;
  };

  void run_thread();
  bool sleep_locked(std::unique_lock<std::mutex>& lock);
  void add_thread_locked();
  void start_thread_locked();
  void arm_check_locked();
  void check();

  const std::shared_ptr<Timers> timers_;
  const std::size_t most_;
  const Run run_;

  std::mutex mutex_;
  // protected by mutex_
  std::deque<Waiting> waiting_;
  std::vector<Sleeper*> asleep_;  ///< the last one to sleep is the first one to wake: its stack is warm
  std::vector<std::thread> threads_;
  std::size_t on_their_way_ = 0;  ///< awake and about to look for a task
  Timers::TimePoint last_begin_;
  std::size_t woken_by_last_check_ = 0;
  bool check_armed_ = false;
  bool finishing_ = false;
};

}  // namespace skald::workers
