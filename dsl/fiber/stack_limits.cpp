#include "dsl/fiber/fiber.h"
#include "dsl/fiber/stack_pool.h"
#include "engine/base/assert.h"

namespace skald::fiber {
namespace {

StackLimits& limits() {
  static StackLimits limits;
  return limits;
}

std::atomic<bool> pool_is_made{false};

}  // namespace

void set_stack_limits(const StackLimits& wanted) {
  SKALD_ASSERT(!pool_is_made.load());
  limits() = wanted;
}

StackPool& stack_pool() {
  static StackPool& pool = *[] {
    pool_is_made = true;
    return new StackPool(limits(), default_guard_policy());
  }();
  return pool;
}

std::size_t deepest_stack() { return stack_pool().deepest(); }

}  // namespace skald::fiber
