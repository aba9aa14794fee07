#include "dsl/replay/operation.h"

#include <algorithm>
#include <utility>

#include "dsl/replay/run.h"
#include "engine/base/assert.h"

namespace skald::detail {

const Payload& Operation::result() const {
  SKALD_ASSERT(is_ready());
  if (const auto* error = std::get_if<std::exception_ptr>(&result_)) std::rethrow_exception(*error);
  return std::get<Payload>(result_);
}

void Operation::remove_waiter(fiber::Fiber* fiber) {
  const auto found = std::find(waiters_.begin(), waiters_.end(), fiber);
  if (found != waiters_.end()) waiters_.erase(found);
}

void Operation::succeed(replay::Run& run, Payload value) {
  SKALD_ASSERT(!is_ready());
  result_ = std::move(value);
  wake(run);
}

void Operation::fail(replay::Run& run, std::exception_ptr error) {
  SKALD_ASSERT(!is_ready());
  result_ = std::move(error);
  wake(run);
}

void Operation::wake(replay::Run& run) {
  const std::vector<fiber::Fiber*> waiters = std::exchange(waiters_, {});
  for (fiber::Fiber* fiber : waiters) run.scheduler.make_ready(fiber);
}

}  // namespace skald::detail
