#include "dsl/fiber/abandonment.h"

#include <cxxabi.h>

#include <atomic>
#include <cstdlib>

#include "dsl/fiber/scheduler_state.h"

namespace skald::fiber {
namespace {

std::atomic<std::size_t> abandoned_count{0};

}  // namespace

void abandon(Fiber& fiber) {
  // Exceptions whose handlers will never be left.
  while (fiber.run->exceptions->caught != nullptr) abi::__cxa_end_catch();
  fiber.status = FiberStatus::kAbandoned;
  fiber.leave_for_good();
}

void forget_abandoned(SchedulerState& run, Fiber* fiber) {
  if (fiber->is_ready) run.ready.remove(fiber);
  run.live.remove(fiber);
  fiber->side.sanitizer.ended();
  stack_pool().release_below(fiber->stack, static_cast<char*>(fiber->side.at) - kRedZoneBytes);
  ++run.abandoned;
  abandoned_count.fetch_add(1, std::memory_order_relaxed);
}

std::size_t abandoned_stacks() { return abandoned_count.load(std::memory_order_relaxed); }

}  // namespace skald::fiber
