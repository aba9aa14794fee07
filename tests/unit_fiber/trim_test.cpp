#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "dsl/fiber/fiber.h"
#include "dsl/fiber/fiber_block.h"
#include "tests/unit_fiber/resident_pages.h"

namespace skald::fiber {
namespace {

#if defined(SKALD_ASAN) || defined(SKALD_TSAN)
constexpr std::size_t kPagesOfShallowFiber = 2;  // instrumented frames are larger
#else
constexpr std::size_t kPagesOfShallowFiber = 1;
#endif

constexpr std::size_t kDeep = 100 * 1024;

[[gnu::noinline]] int use_stack_deeply() {
  std::array<volatile char, kDeep> buffer;
  std::fill(buffer.begin(), buffer.end(), static_cast<char>(1));
  return buffer[kDeep / 2];
}

[[gnu::noinline]] int wait_in_frames_of_a_kilobyte(int frames) {
  std::array<volatile char, 768> buffer;
  std::fill(buffer.begin(), buffer.end(), static_cast<char>(frames));
  if (frames > 1) return wait_in_frames_of_a_kilobyte(frames - 1) + buffer[0];
  suspend();
  return buffer[100];
}

TEST(Trim, leaves_one_page_to_a_fiber_that_waits_a_few_frames_deep) {
  Scheduler scheduler;
  int result = 0;
  Fiber* const fiber = scheduler.spawn(
      [&] {
        use_stack_deeply();
        result = wait_in_frames_of_a_kilobyte(3);
      },
      "fiber");
  scheduler.run();
  EXPECT_GE(resident_pages(fiber->stack), kDeep / page_bytes());
  scheduler.trim();
  EXPECT_LE(resident_pages(fiber->stack), kPagesOfShallowFiber);
  EXPECT_LE(scheduler.bytes(), kPagesOfShallowFiber * page_bytes() + 256);
  scheduler.make_ready(fiber);
  scheduler.run();
  EXPECT_EQ(result, 1 + 2 + 3);
}

TEST(Trim, keeps_every_frame_that_is_in_use) {
  Scheduler scheduler;
  int result = 0;
  Fiber* const fiber = scheduler.spawn([&] { result = wait_in_frames_of_a_kilobyte(20); }, "fiber");
  scheduler.run();
  scheduler.trim();
  EXPECT_GE(resident_pages(fiber->stack), 20 * 768 / page_bytes());
  scheduler.make_ready(fiber);
  scheduler.run();
  EXPECT_EQ(result, 20 * 21 / 2);
}

TEST(Trim, works_again_after_the_fiber_has_run) {
  Scheduler scheduler;
  Fiber* const fiber = scheduler.spawn(
      [] {
        for (;;) {
          suspend();
          use_stack_deeply();
        }
      },
      "fiber");
  scheduler.run();
  scheduler.trim();
  scheduler.make_ready(fiber);
  scheduler.run();
  EXPECT_GE(resident_pages(fiber->stack), kDeep / page_bytes());
  scheduler.trim();
  EXPECT_LE(resident_pages(fiber->stack), kPagesOfShallowFiber);
}

TEST(Trim, notes_the_deepest_use_of_a_stack) {
  Scheduler scheduler;
  scheduler.spawn(
      [] {
        use_stack_deeply();
        suspend();
      },
      "fiber");
  scheduler.run();
  scheduler.trim();
  EXPECT_GE(deepest_stack(), kDeep);
  EXPECT_LT(deepest_stack(), StackLimits{}.stack_bytes);
}

}  // namespace
}  // namespace skald::fiber
