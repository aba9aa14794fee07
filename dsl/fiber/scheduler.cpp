#include <utility>

#include "dsl/fiber/abandonment.h"
#include "dsl/fiber/fiber.h"
#include "dsl/fiber/scheduler_state.h"
#include "engine/base/assert.h"

namespace skald::fiber {

Scheduler::Scheduler() : state_(new SchedulerState(this)) {}

Scheduler::~Scheduler() {
  if (live() > 0) evict();
  delete state_;
}

Fiber* Scheduler::spawn(std::function<void()> body, std::string name) {
  state_->unpark();
  Fiber* const fiber = Fiber::make(*state_, std::move(body), std::move(name));
  state_->live.append(fiber);
  if (!state_->is_evicting) state_->ready.push(fiber);
  return fiber;
}

void Scheduler::make_ready(Fiber* fiber) {
  // Destructors of unwinding fibers wake others, which may have ended by then.
  if (state_->is_evicting) return;
  state_->unpark();
  if (!fiber->is_ready) state_->ready.push(fiber);
}

std::size_t Scheduler::live() const { return state_->live.size(); }

void SchedulerState::enter_thread() {
  SKALD_ASSERT(running_fiber == nullptr);
  unpark();
  exceptions = exception_state_of_thread();
  thread.sanitizer.made_of_thread();
}

// Inlined into the loop of run(), see switch_to().
[[gnu::always_inline]] inline void SchedulerState::resume_here(Fiber* fiber) {
  if (fiber->status == FiberStatus::kFresh) fiber->status = FiberStatus::kBegun;
  fiber->is_trimmed = false;
  running_fiber = fiber;
  switch_to(thread, fiber->side, *exceptions, Leaving::kForNow);
  running_fiber = nullptr;
  if (fiber->status == FiberStatus::kEnded) {
    dispose(fiber);
  } else if (fiber->status == FiberStatus::kAbandoned) {
    forget_abandoned(*this, fiber);
  }
}

void Scheduler::run() {
  state_->enter_thread();
  while (!state_->ready.empty()) state_->resume_here(state_->ready.pop());
}

void SchedulerState::resume(Fiber* fiber) { resume_here(fiber); }

void SchedulerState::dispose(Fiber* fiber) {
  if (fiber->is_ready) ready.remove(fiber);
  live.remove(fiber);
  Fiber::dispose(fiber);
}

}  // namespace skald::fiber
