#include "dsl/fiber/abandonment.h"
#include "dsl/fiber/fiber.h"
#include "dsl/fiber/scheduler_state.h"

namespace skald::fiber {

Eviction Scheduler::evict() {
  state_->enter_thread();
  spread_terminate_net();
  state_->ready.clear();
  state_->is_evicting = true;
  std::size_t resumed = 0;
  const std::size_t abandoned_before = state_->abandoned;
  // Counted as they go: destructors may spawn more.
  for (; state_->live.first() != nullptr; ++resumed) state_->resume(state_->live.first());
  state_->is_evicting = false;
  const std::size_t abandoned = state_->abandoned - abandoned_before;
  return {.unwound = resumed - abandoned, .abandoned = abandoned};
}

bool Scheduler::evicting() const { return state_->is_evicting; }

}  // namespace skald::fiber
