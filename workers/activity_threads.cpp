#include "workers/activity_threads.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "workers/log.h"

namespace skald::workers {
namespace {

/// A thread that began its activity less than this ago is likely to be back soon.
constexpr Duration kShort = std::chrono::microseconds(500);
/// How long a task may wait for such a thread.
constexpr Duration kPatience = std::chrono::milliseconds(1);

}  // namespace

ActivityThreads::ActivityThreads(std::shared_ptr<Timers> timers, std::size_t most, Run run)
    : timers_(std::move(timers)), most_(most), run_(std::move(run)) {}

void ActivityThreads::put(Task task) {
  const auto now = timers_->now();
  const std::lock_guard lock(mutex_);
  waiting_.push_back({std::move(task), now});
  if (on_their_way_ > 0) return;
  const bool nobody_runs = asleep_.size() == threads_.size();
  if (nobody_runs || now - last_begin_ > kShort) return add_thread_locked();
  arm_check_locked();
}

void ActivityThreads::add_thread_locked() {
  if (!asleep_.empty()) {
    Sleeper* sleeper = asleep_.back();
    asleep_.pop_back();
    sleeper->is_woken = true;
    ++on_their_way_;
    sleeper->wake.notify_one();
  } else if (threads_.size() < most_) {
    start_thread_locked();
  }
}

void ActivityThreads::start_thread_locked() {
  try {
    threads_.emplace_back([this] { run_thread(); });
    ++on_their_way_;
  } catch (const std::system_error& error) {
    log(LogLevel::kError, "no more activity threads",
        {{"threads", std::to_string(threads_.size())}, {"error", error.what()}});
    arm_check_locked();
  }
}

void ActivityThreads::arm_check_locked() {
  if (std::exchange(check_armed_, true)) return;
  timers_->after(kPatience, [self = weak_from_this()] {
    if (const auto threads = self.lock()) threads->check();
  });
}

/// A task has waited: the running ones are not short. Each check that finds this again wakes twice as many.
void ActivityThreads::check() {
  const std::lock_guard lock(mutex_);
  check_armed_ = false;
  if (waiting_.empty() || timers_->now() - waiting_.front().since < kPatience) {
    woken_by_last_check_ = 0;
  } else {
    woken_by_last_check_ = std::min(waiting_.size(), std::max<std::size_t>(1, woken_by_last_check_ * 2));
    for (std::size_t i = 0; i < woken_by_last_check_; ++i) add_thread_locked();
  }
  if (!waiting_.empty()) arm_check_locked();
}

void ActivityThreads::run_thread() {
  std::unique_lock lock(mutex_);
  while (true) {
    --on_their_way_;
    while (!waiting_.empty()) {
      Task task = std::move(waiting_.front().task);
      waiting_.pop_front();
      last_begin_ = timers_->now();
      if (!waiting_.empty()) arm_check_locked();
      lock.unlock();
      run_(std::move(task));
      lock.lock();
    }
    if (!sleep_locked(lock)) return;
  }
}

bool ActivityThreads::sleep_locked(std::unique_lock<std::mutex>& lock) {
  if (finishing_) return false;
  Sleeper sleeper;
  asleep_.push_back(&sleeper);
  sleeper.wake.wait(lock, [&] { return sleeper.is_woken; });
  return true;
}

void ActivityThreads::finish() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
    while (!asleep_.empty()) add_thread_locked();
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) thread.join();
}

std::size_t ActivityThreads::size() {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

}  // namespace skald::workers
