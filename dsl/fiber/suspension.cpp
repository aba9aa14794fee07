#include "dsl/fiber/abandonment.h"
#include "dsl/fiber/call_stack.h"
#include "dsl/fiber/fiber.h"
#include "dsl/fiber/scheduler_state.h"
#include "engine/base/assert.h"

namespace skald::fiber {
namespace {

constexpr int kSwallowed = 3;

[[noreturn]] void throw_evicted(Fiber& fiber) {
  if (fiber.evicted_thrown == kSwallowed) abandon(fiber);
  ++fiber.evicted_thrown;
  throw Evicted{};
}

[[gnu::always_inline]] inline void leave_for_now(Fiber& self, SchedulerState& run) {
  if (self.stack.guard == Guard::kCanary) self.check_canary();
  switch_to(self.side, run.thread, *run.exceptions, Leaving::kForNow);
}

}  // namespace

// One that is in flight when its fiber is abandoned stays behind.
Evicted::Evicted() noexcept { leak_is_intended(this); }

Scheduler* current_scheduler() { return running_fiber == nullptr ? nullptr : running_fiber->run->owner; }

Fiber* current_fiber() { return running_fiber; }

void check_evicted() {
  if (running_fiber != nullptr && running_fiber->run->is_evicting) throw_evicted(*running_fiber);
}

void suspend() {
  SKALD_ASSERT(running_fiber != nullptr);
  Fiber& self = *running_fiber;
  SchedulerState& run = *self.run;
  if (run.is_evicting) throw_evicted(self);
  leave_for_now(self, run);
  while (run.capture != nullptr) {
    run.capture->take();
    leave_for_now(self, run);
  }
  if (run.is_evicting) throw_evicted(self);
}

}  // namespace skald::fiber
