#include "skald/detail/pending_answer.h"

#include <utility>

#include "engine/base/assert.h"

namespace skald::detail {

void PendingAnswer::set(Answer answer) {
  std::function<void()> callback;
  {
    const std::lock_guard lock(mutex_);
    SKALD_ASSERT(!ready_);
    answer_ = std::move(answer);
    ready_ = true;
    callback.swap(callback_);
  }
  arrived_.notify_all();
  if (callback) callback();
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
      callback_ = std::move(callback);
      return;
    }
  }
  callback();
}

}  // namespace skald::detail
