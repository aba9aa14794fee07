#include <cstring>
#include <new>

#include "dsl/fiber/fiber.h"
#include "dsl/fiber/scheduler_state.h"
#include "engine/base/assert.h"

namespace skald::fiber {
namespace {

/// Before each copy in the parked block.
struct ParkedStack {
  char* from;
  std::size_t bytes;
};

char* stack_pointer(const Fiber& fiber) { return static_cast<char*>(fiber.side.at); }

// With the control block, which lies above the outermost frame.
std::size_t live_bytes(const Fiber& fiber) {
  return static_cast<std::size_t>(stack_pool().top(fiber.stack) - stack_pointer(fiber));
}

std::size_t resident_bytes(const Fiber& fiber) {
  return (live_bytes(fiber) + page_bytes() - 1) / page_bytes() * page_bytes();
}

#ifdef SKALD_ASAN
// The redzones between variables are poisoned and must be copied like the rest; memcpy would report them.
__attribute__((no_sanitize("address"))) void copy_stack(void* to, const void* from, std::size_t bytes) {
  auto* out = static_cast<volatile char*>(to);
  const auto* in = static_cast<const volatile char*>(from);
  for (std::size_t i = 0; i < bytes; ++i) out[i] = in[i];
}
#else
void copy_stack(void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); }
#endif

}  // namespace

void Scheduler::park() {
  SKALD_ASSERT(running_fiber == nullptr);
  if (parked()) return;
  std::size_t bytes = 0;
  for (const Fiber* fiber = state_->live.first(); fiber != nullptr; fiber = fiber->next) {
    bytes += sizeof(ParkedStack) + live_bytes(*fiber);
  }
  state_->parked.reset(new std::byte[bytes]);
  state_->parked_bytes = bytes;
  std::byte* out = state_->parked.get();
  for (const Fiber* fiber = state_->live.first(); fiber != nullptr;) {
    const ParkedStack parked{.from = stack_pointer(*fiber), .bytes = live_bytes(*fiber)};
    std::memcpy(out, &parked, sizeof parked);
    copy_stack(out + sizeof parked, parked.from, parked.bytes);
    out += sizeof parked + parked.bytes;
    const Stack stack = fiber->stack;
    fiber = fiber->next;
    stack_pool().release_all(stack);
  }
}

void Scheduler::unpark() { state_->unpark(); }

bool Scheduler::parked() const { return state_->parked != nullptr; }

void SchedulerState::restore_stacks() {
  const std::byte* const end = parked.get() + parked_bytes;
  for (const std::byte* in = parked.get(); in != end;) {
    ParkedStack stack{};
    std::memcpy(&stack, in, sizeof stack);
    copy_stack(stack.from, in + sizeof stack, stack.bytes);
    in += sizeof stack + stack.bytes;
  }
  parked.reset();
  parked_bytes = 0;
}

void Scheduler::trim() {
  SKALD_ASSERT(running_fiber == nullptr);
  if (parked()) return;
  for (Fiber* fiber = state_->live.first(); fiber != nullptr; fiber = fiber->next) {
    if (fiber->is_trimmed) continue;
    stack_pool().release_below(fiber->stack, stack_pointer(*fiber) - kRedZoneBytes);
    fiber->is_trimmed = true;
  }
}

std::size_t Scheduler::bytes() const {
  std::size_t bytes = sizeof(Scheduler) + sizeof(SchedulerState) + state_->parked_bytes;
  if (parked()) return bytes;
  for (const Fiber* fiber = state_->live.first(); fiber != nullptr; fiber = fiber->next) {
    bytes += resident_bytes(*fiber);
  }
  return bytes;
}

}  // namespace skald::fiber
