#include "dsl/fiber/abandonment.h"
#include "dsl/fiber/fiber.h"
#include "dsl/fiber/scheduler_state.h"

namespace skald::fiber {

Eviction Scheduler::evict() {
  state_->enter_thread();
  spread_terminate_net();
  state_->ready.clear();
  state_->is_evicting = true;
  const std::size_t fibers = live();
  const std::size_t abandoned_before = state_->abandoned;
  while (Fiber* const fiber = state_->live.first()) {
    if (fiber->status == FiberStatus::kFresh) {
      state_->dispose(fiber);
    } else {
      state_->resume(fiber);
    }
  }
  state_->is_evicting = false;
  const std::size_t abandoned = state_->abandoned - abandoned_before;
  return {.unwound = fibers - abandoned, .abandoned = abandoned};
}

bool Scheduler::evicting() const { return state_->is_evicting; }

}  // namespace skald::fiber
