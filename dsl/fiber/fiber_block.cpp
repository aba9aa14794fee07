#include "dsl/fiber/fiber_block.h"

#include <cstdio>
#include <cstdlib>
#include <new>
#include <utility>

#include "dsl/fiber/scheduler_state.h"

namespace skald::fiber {
namespace {

// Boost's contexts want 16; a cache line keeps the words of a switch together.
constexpr std::size_t kBlockBytes = (sizeof(Fiber) + 63) / 64 * 64;

[[noreturn]] void end_by_overflow(const Fiber& fiber) {
  std::fprintf(stderr, "skald: the fiber '%s' overflowed its stack of %zu bytes\n", fiber.name.c_str(),
               stack_pool().usable_bytes());
  std::abort();
}

}  // namespace

thread_local constinit Fiber* running_fiber = nullptr;

Fiber::Fiber(SchedulerState& its_run, std::function<void()> its_body, std::string its_name,
             const Stack& its_stack)
    : run(&its_run), body(std::move(its_body)), name(std::move(its_name)), stack(its_stack) {
  char* const bottom = stack_pool().bottom(stack);
  char* const frames_top = reinterpret_cast<char*>(this);
  side.at = boost::context::detail::make_fcontext(frames_top, static_cast<std::size_t>(frames_top - bottom),
                                                  &Fiber::enter);
  side.sanitizer.made_on(bottom, static_cast<std::size_t>(frames_top - bottom));
}

Fiber* Fiber::make(SchedulerState& run, std::function<void()> body, std::string name) {
  StackPool& pool = stack_pool();
  const Stack stack = pool.take();
  stack_taken(pool.bottom(stack), pool.usable_bytes());
  return new (pool.top(stack) - kBlockBytes) Fiber(run, std::move(body), std::move(name), stack);
}

void Fiber::dispose(Fiber* fiber) {
  const Stack stack = fiber->stack;
  fiber->side.sanitizer.ended();
  fiber->~Fiber();
  StackPool& pool = stack_pool();
  stack_returned(pool.bottom(stack), pool.usable_bytes());
  pool.give_back(stack);
}

void Fiber::check_canary() {
  if (stack_pool().is_canary_dead(stack)) end_by_overflow(*this);
}

void Fiber::leave_for_good() {
  if (stack.guard == Guard::kCanary) check_canary();
  switch_to(side, run->thread, *run->exceptions, Leaving::kForGood);
  std::abort();
}

void Fiber::enter(boost::context::detail::transfer_t arrival) noexcept {
  Fiber& self = *running_fiber;
  note_arrival(self.side, arrival);
  self.run_body();
  self.status = FiberStatus::kEnded;
  self.leave_for_good();
}

void Fiber::run_body() {
  try {
    if (!run->is_evicting) body();
  } catch (const Evicted&) {
  }
  // What the body captured goes here, where its destructors still have a current fiber.
  body = nullptr;
}

}  // namespace skald::fiber
