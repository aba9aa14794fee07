#include "workers/timers.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

namespace skald::workers {

/// Shared with the thread, which may outlive the TimerThread by the end of one action.
struct TimerThread::Waiting {
  using Key = std::pair<TimePoint, Id>;

  void run();

  std::mutex mutex;
  std::condition_variable changed;
  // protected by mutex
  std::map<Key, std::function<void()>> actions;
  std::map<Id, TimePoint> due;
  Id last_id = 0;
  bool is_stopping = false;
};

TimerThread::TimerThread()
    : waiting_(std::make_shared<Waiting>()), thread_([waiting = waiting_] { waiting->run(); }) {}

TimerThread::~TimerThread() {
  std::map<Waiting::Key, std::function<void()>> forgotten;
  {
    const std::lock_guard lock(waiting_->mutex);
    waiting_->is_stopping = true;
    forgotten.swap(waiting_->actions);
    waiting_->due.clear();
  }
  waiting_->changed.notify_one();
  if (thread_.get_id() == std::this_thread::get_id()) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

Timers::TimePoint TimerThread::now() { return std::chrono::steady_clock::now(); }

Timers::Id TimerThread::after(Duration delay, std::function<void()> action) {
  const TimePoint due = now() + std::chrono::duration_cast<TimePoint::duration>(delay);
  bool is_first = false;
  Id id = 0;
  {
    const std::lock_guard lock(waiting_->mutex);
    id = ++waiting_->last_id;
    const auto place = waiting_->actions.emplace(Waiting::Key(due, id), std::move(action)).first;
    waiting_->due.emplace(id, due);
    is_first = place == waiting_->actions.begin();
  }
  if (is_first) waiting_->changed.notify_one();
  return id;
}

bool TimerThread::cancel(Id id) {
  std::function<void()> cancelled;
  const std::lock_guard lock(waiting_->mutex);
  const auto found = waiting_->due.find(id);
  if (found == waiting_->due.end()) return false;
  const auto place = waiting_->actions.find(Waiting::Key(found->second, id));
  cancelled = std::move(place->second);
  waiting_->actions.erase(place);
  waiting_->due.erase(found);
  return true;
}

void TimerThread::Waiting::run() {
  std::unique_lock lock(mutex);
  while (!is_stopping) {
    if (actions.empty()) {
      changed.wait(lock);
      continue;
    }
    const auto first = actions.begin();
    if (const TimePoint when = first->first.first; when > std::chrono::steady_clock::now()) {
      changed.wait_until(lock, when);
      continue;
    }
    std::function<void()> action = std::move(first->second);
    due.erase(first->first.second);
    actions.erase(first);
    lock.unlock();
    action();
    action = nullptr;  // what it holds may be the last reference to the timers
    lock.lock();
  }
}

}  // namespace skald::workers
