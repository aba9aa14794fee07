#include <gtest/gtest.h>

#include <exception>
#include <stdexcept>
#include <string>

#include "dsl/fiber/fiber.h"

namespace skald::fiber {
namespace {

/// Catches an exception of its own, waits inside the handler, and says what it then rethrows.
void wait_in_catch_block(const std::string& own, std::string& rethrown) {
  try {
    try {
      throw std::runtime_error(own);
    } catch (const std::runtime_error&) {
      suspend();
      throw;
    }
  } catch (const std::runtime_error& error) {
    rethrown = error.what();
  }
}

TEST(Exceptions, two_fibers_and_the_thread_waiting_in_catch_blocks_keep_their_own) {
  Scheduler scheduler;
  std::string a_rethrown;
  std::string b_rethrown;
  Fiber* const a = scheduler.spawn([&] { wait_in_catch_block("a", a_rethrown); }, "a");
  Fiber* const b = scheduler.spawn([&] { wait_in_catch_block("b", b_rethrown); }, "b");
  std::string thread_rethrown;
  try {
    try {
      throw std::runtime_error("thread");
    } catch (const std::runtime_error&) {
      scheduler.run();
      scheduler.make_ready(a);
      scheduler.make_ready(b);
      scheduler.run();
      throw;
    }
  } catch (const std::runtime_error& error) {
    thread_rethrown = error.what();
  }
  EXPECT_EQ(a_rethrown, "a");
  EXPECT_EQ(b_rethrown, "b");
  EXPECT_EQ(thread_rethrown, "thread");
}

TEST(Exceptions, a_fiber_begun_inside_the_threads_catch_block_has_none) {
  Scheduler scheduler;
  bool had_exception = true;
  scheduler.spawn([&] { had_exception = std::current_exception() != nullptr; }, "fiber");
  try {
    throw std::runtime_error("thread");
  } catch (const std::runtime_error&) {
    scheduler.run();
  }
  EXPECT_FALSE(had_exception);
}

TEST(Exceptions, a_fiber_may_wait_in_a_destructor_while_an_exception_passes) {
  struct Waiter {
    int& uncaught;
    ~Waiter() {
      suspend();
      uncaught = std::uncaught_exceptions();
    }
  };
  Scheduler scheduler;
  int uncaught_in_fiber = -1;
  bool caught = false;
  Fiber* const fiber = scheduler.spawn(
      [&] {
        try {
          const Waiter waiter{uncaught_in_fiber};
          throw std::runtime_error("passing");
        } catch (const std::runtime_error&) {
          caught = true;
        }
      },
      "fiber");
  scheduler.run();
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  scheduler.make_ready(fiber);
  scheduler.run();
  EXPECT_EQ(uncaught_in_fiber, 1);
  EXPECT_TRUE(caught);
}

TEST(ExceptionsDeathTest, one_that_leaves_the_body_ends_the_process) {
  EXPECT_DEATH(
      {
        Scheduler scheduler;
        scheduler.spawn([] { throw std::runtime_error("nobody catches this"); }, "fiber");
        scheduler.run();
      },
      "nobody catches this");
}

}  // namespace
}  // namespace skald::fiber
