#include "dsl/fiber/stack_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <vector>

#include "dsl/fiber/sanitizers.h"

namespace skald::fiber {
namespace {

constexpr StackLimits kSmall{.stack_bytes = 64 * 1024, .pooled = 2};
constexpr GuardPolicy kCanariesOnly{.markers = false, .protected_stacks = 0};

// Sanitizers report the fault themselves.
#if defined(SKALD_ASAN) || defined(SKALD_TSAN)
#define EXPECT_FAULT(statement) EXPECT_DEATH(statement, "SEGV|stack-overflow")
#else
#define EXPECT_FAULT(statement) EXPECT_EXIT(statement, testing::KilledBySignal(SIGSEGV), "")
#endif

[[gnu::noinline]] int overflow(int frame) {
  volatile char buffer[1024];
  buffer[0] = static_cast<char>(frame);
  return frame == 0 ? 0 : overflow(frame + 1) + buffer[0];
}

TEST(StackPoolDeathTest, a_fiber_that_overflows_its_stack_faults_at_the_guard) {
  EXPECT_FAULT({
    Scheduler scheduler;
    scheduler.spawn([] { overflow(1); }, "endless");
    scheduler.run();
  });
}

TEST(StackPoolDeathTest, a_fiber_with_a_canary_that_overflowed_is_found_when_it_suspends) {
  // The statement runs in a process of its own, where no fiber has been made yet.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        set_guard_policy(kCanariesOnly);
        set_stack_limits(kSmall);
        Scheduler scheduler;
        Fiber* const neighbour = scheduler.spawn([] {}, "below");
        scheduler.spawn(
            [neighbour] {
              // A stack made later lies higher, with its guard above the neighbour's control block.
              std::memset(reinterpret_cast<char*>(neighbour) + 256, 1, 4096);
              suspend();
            },
            "greedy");
        scheduler.run();
      },
      "the fiber 'greedy' overflowed its stack of 61440 bytes");
}

TEST(StackPoolDeathTest, a_write_into_a_guard_made_by_mprotect_faults) {
  StackPool pool(kSmall, {.markers = false, .protected_stacks = 1});
  const Stack stack = pool.take();
  ASSERT_EQ(stack.guard, Guard::kPages);
  EXPECT_FAULT(*static_cast<volatile char*>(pool.bottom(stack) - 1) = 1);
}

TEST(StackPool, stacks_beyond_the_budget_of_mappings_have_canaries) {
  StackPool pool(kSmall, {.markers = false, .protected_stacks = 3});
  std::vector<Guard> guards;
  for (int i = 0; i < 5; ++i) guards.push_back(pool.take().guard);
  EXPECT_EQ(guards,
            (std::vector{Guard::kPages, Guard::kPages, Guard::kPages, Guard::kCanary, Guard::kCanary}));
}

TEST(StackPool, the_default_budget_of_mappings_survives_forty_thousand_stacks) {
  GuardPolicy policy = default_guard_policy();
  policy.markers = false;
  StackPool pool(kSmall, policy);
  std::size_t guarded = 0;
  for (std::size_t i = 0; i < 40'000; ++i) {
    const Stack stack = pool.take();
    pool.top(stack)[-1] = 1;
    if (stack.guard == Guard::kPages) ++guarded;
  }
  EXPECT_EQ(guarded, std::min(policy.protected_stacks, std::size_t{40'000}));
}

TEST(StackPool, a_canary_dies_of_frames_that_went_past_the_bottom) {
  StackPool pool(kSmall, kCanariesOnly);
  const Stack stack = pool.take();
  char* const bottom = pool.bottom(stack);
  std::memset(bottom, 1, static_cast<std::size_t>(pool.top(stack) - bottom));
  EXPECT_FALSE(pool.is_canary_dead(stack));
  bottom[-3] = 1;
  EXPECT_TRUE(pool.is_canary_dead(stack));
}

TEST(StackPool, a_returned_stack_is_the_next_one_taken) {
  StackPool pool(kSmall, kCanariesOnly);
  const Stack a = pool.take();
  const Stack b = pool.take();
  EXPECT_NE(a.base, b.base);
  pool.give_back(a);
  EXPECT_EQ(pool.take().base, a.base);
}

TEST(StackPool, keeps_the_pages_of_as_many_stacks_as_it_was_told_and_gives_back_those_of_others) {
  StackPool pool(kSmall, kCanariesOnly);
  std::vector<Stack> stacks;
  for (int i = 0; i < 3; ++i) stacks.push_back(pool.take());
  for (const Stack& stack : stacks) pool.top(stack)[-1] = 42;
  for (const Stack& stack : stacks) pool.give_back(stack);
  EXPECT_EQ(pool.top(stacks[0])[-1], 42);
  EXPECT_EQ(pool.top(stacks[1])[-1], 42);
  EXPECT_EQ(pool.top(stacks[2])[-1], 0);
}

TEST(StackPool, every_stack_lies_inside_one_slab_and_apart_from_others) {
  StackPool pool({.stack_bytes = 24 * 1024 * 1024, .pooled = 0}, default_guard_policy());
  std::vector<Stack> stacks;
  for (int i = 0; i < 5; ++i) {
    stacks.push_back(pool.take());
    *pool.bottom(stacks.back()) = static_cast<char>(i);
    pool.top(stacks.back())[-1] = static_cast<char>(i);
  }
  for (std::size_t i = 0; i < stacks.size(); ++i) {
    EXPECT_EQ(*pool.bottom(stacks[i]), static_cast<char>(i));
    EXPECT_EQ(pool.top(stacks[i])[-1], static_cast<char>(i));
  }
}

}  // namespace
}  // namespace skald::fiber
