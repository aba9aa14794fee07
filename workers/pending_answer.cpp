#include "skald/detail/pending_answer.h"

#include <utility>

#include "engine/base/assert.h"

namespace skald::detail {

void PendingAnswer::set(Answer answer) {
  std::vector<std::function<void()>> callbacks;
  {
    const std::lock_guard lock(mutex_);
    SKALD_ASSERT(!ready_);
    answer_ = std::move(answer);
    ready_ = true;
    callbacks.swap(callbacks_);
  }
  arrived_.notify_all();
  for (const auto& callback : callbacks) callback();
}

void PendingAnswer::fail(std::exception_ptr error) {
  Answer answer;
  answer.error = std::move(error);
  set(std::move(answer));
}

const Answer& PendingAnswer::get() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return ready_; });
  if (answer_.error) std::rethrow_exception(answer_.error);
  return answer_;
}

bool PendingAnswer::is_ready() {
  const std::lock_guard lock(mutex_);
  return ready_;
}

bool PendingAnswer::wait_for(Duration limit) {
  std::unique_lock lock(mutex_);
  return arrived_.wait_for(lock, limit, [this] { return ready_; });
}

void PendingAnswer::on_ready(std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    if (!ready_) {
      callbacks_.push_back(std::move(callback));
      return;
    }
  }
  callback();
}

}  // namespace skald::detail
