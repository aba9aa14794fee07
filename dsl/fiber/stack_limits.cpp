#include "dsl/fiber/fiber.h"
#include "dsl/fiber/stack_pool.h"
#include "engine/base/assert.h"

namespace skald::fiber {
namespace {

struct PoolSettings {
  StackLimits limits;
  GuardPolicy guards = default_guard_policy();
};

PoolSettings& settings() {
  static PoolSettings settings;
  return settings;
}

std::atomic<bool> pool_is_made{false};

}  // namespace

void set_stack_limits(const StackLimits& limits) {
  SKALD_ASSERT(!pool_is_made.load());
  settings().limits = limits;
}

void set_guard_policy(const GuardPolicy& policy) {
  SKALD_ASSERT(!pool_is_made.load());
  settings().guards = policy;
}

StackPool& stack_pool() {
  static StackPool& pool = *[] {
    pool_is_made = true;
    return new StackPool(settings().limits, settings().guards);
  }();
  return pool;
}

std::size_t deepest_stack() { return stack_pool().deepest(); }

}  // namespace skald::fiber
