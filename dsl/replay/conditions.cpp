#include "dsl/replay/conditions.h"

#include <algorithm>

namespace skald::replay {
namespace {

void evaluate(ConditionWaiter& waiter) {
  try {
    waiter.held = (*waiter.condition)();
  } catch (const fiber::Evicted&) {
    throw;
  } catch (...) {
    waiter.error = std::current_exception();
  }
}

class Flag {
 public:
  explicit Flag(bool& flag) : flag_(flag) { flag_ = true; }
  ~Flag() { flag_ = false; }
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;

 private:
  bool& flag_;
};

}  // namespace

void Conditions::remove(ConditionWaiter* waiter) {
  waiters_.erase(std::remove(waiters_.begin(), waiters_.end(), waiter), waiters_.end());
}

void Conditions::check(fiber::Scheduler& scheduler) {
  if (waiters_.empty() || evaluating_) return;
  const Flag flag(evaluating_);
  for (ConditionWaiter* waiter : waiters_) {
    if (waiter->is_over()) continue;
    evaluate(*waiter);
    if (waiter->is_over()) scheduler.make_ready(waiter->fiber);
  }
}

void Conditions::cancel(fiber::Scheduler& scheduler) {
  for (ConditionWaiter* waiter : waiters_) {
    if (waiter->is_over() || !waiter->scope->is_cancelled()) continue;
    waiter->cancelled = true;
    scheduler.make_ready(waiter->fiber);
  }
}

}  // namespace skald::replay
