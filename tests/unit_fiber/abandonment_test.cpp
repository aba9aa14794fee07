#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "dsl/fiber/fiber.h"

namespace skald::fiber {
namespace {

struct WaitsWhenDestroyed {
  ~WaitsWhenDestroyed() { suspend(); }
};

void wait_below_noexcept() noexcept { suspend(); }

/// Evicts a run of three fibers, of which the middle one runs `body`: that one alone is abandoned.
void expect_abandoned(const std::function<void()>& body) {
  struct Note {
    std::string& log;
    ~Note() { log += "unwound "; }
  };
  std::string log;
  const auto well_behaved = [&log] {
    const Note note{log};
    suspend();
  };
  const std::size_t stacks_before = abandoned_stacks();
  Scheduler scheduler;
  scheduler.spawn(well_behaved, "before");
  scheduler.spawn(body, "middle");
  scheduler.spawn(well_behaved, "after");
  scheduler.run();
  ASSERT_EQ(scheduler.live(), 3u);
  const Eviction eviction = scheduler.evict();
  EXPECT_EQ(eviction.unwound, 2u);
  EXPECT_EQ(eviction.abandoned, 1u);
  EXPECT_EQ(abandoned_stacks(), stacks_before + 1);
  EXPECT_EQ(scheduler.live(), 0u);
  EXPECT_EQ(log, "unwound unwound ");
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  EXPECT_EQ(std::current_exception(), nullptr);
  EXPECT_EQ(current_fiber(), nullptr);
}

TEST(Abandonment, of_a_fiber_that_swallows_the_eviction_three_times) {
  int swallowed = 0;
  expect_abandoned([&] {
    for (;;) {
      try {
        suspend();
      } catch (...) {
        ++swallowed;
      }
    }
  });
  EXPECT_EQ(swallowed, 3);
}

TEST(Abandonment, of_a_fiber_that_waits_in_each_handler_of_the_last_eviction) {
  expect_abandoned([] {
    try {
      suspend();
    } catch (...) {
      try {
        suspend();
      } catch (...) {
        try {
          suspend();
        } catch (...) {
          suspend();
        }
      }
    }
  });
}

TEST(Abandonment, of_a_fiber_that_waits_below_noexcept) {
  expect_abandoned([] { wait_below_noexcept(); });
}

TEST(Abandonment, of_a_fiber_that_waits_in_a_destructor) {
  expect_abandoned([] { const WaitsWhenDestroyed waiter; });
}

TEST(Abandonment, of_a_fiber_that_waits_in_a_destructor_while_the_eviction_passes) {
  expect_abandoned([] {
    const WaitsWhenDestroyed waiter;
    suspend();
  });
}

TEST(Abandonment, of_a_fiber_that_waits_in_a_destructor_while_its_own_exception_passes) {
  expect_abandoned([] {
    try {
      const WaitsWhenDestroyed waiter;
      throw std::runtime_error("passing");
    } catch (const std::runtime_error&) {
    }
  });
}

TEST(Abandonment, of_a_fiber_that_turns_the_eviction_into_an_exception_that_nobody_catches) {
  expect_abandoned([] {
    try {
      suspend();
    } catch (...) {
      throw std::runtime_error("turned");
    }
  });
}

TEST(Abandonment, of_a_fiber_that_has_not_begun_and_whose_captures_wait_when_destroyed) {
  Scheduler scheduler;
  auto captured = std::make_shared<WaitsWhenDestroyed>();
  scheduler.spawn([captured] {}, "fresh");
  captured.reset();
  const Eviction eviction = scheduler.evict();
  EXPECT_EQ(eviction.unwound, 0u);
  EXPECT_EQ(eviction.abandoned, 1u);
}

TEST(Abandonment, is_not_the_end_of_a_destructor_that_swallows_the_eviction_itself) {
  struct Swallows {
    ~Swallows() {
      try {
        suspend();
      } catch (...) {
      }
    }
  };
  Scheduler scheduler;
  scheduler.spawn(
      [] {
        const Swallows swallows;
        suspend();
      },
      "fiber");
  scheduler.run();
  EXPECT_EQ(scheduler.evict().unwound, 1u);
}

void evict_below_noexcept() {
  Scheduler scheduler;
  scheduler.spawn([] { wait_below_noexcept(); }, "fiber");
  scheduler.run();
  scheduler.evict();
}

[[noreturn]] void first_handler() {
  std::fputs("the first handler\n", stderr);
  std::abort();
}

std::terminate_handler next_handler = nullptr;

[[noreturn]] void handler_that_calls_the_next() {
  std::fputs("the later handler, then ", stderr);
  next_handler();
  std::abort();
}

TEST(AbandonmentDeathTest, leaves_other_calls_of_terminate_to_the_handler_that_was_there_before) {
  EXPECT_DEATH(
      {
        std::set_terminate(&first_handler);
        evict_below_noexcept();
        std::terminate();
      },
      "the first handler");
}

TEST(AbandonmentDeathTest, works_with_a_handler_set_later_that_calls_the_one_before) {
  EXPECT_DEATH(
      {
        std::set_terminate(&first_handler);
        evict_below_noexcept();
        next_handler = std::set_terminate(&handler_that_calls_the_next);
        evict_below_noexcept();
        std::terminate();
      },
      "the later handler, then the first handler");
}

TEST(AbandonmentDeathTest, does_not_save_a_fiber_that_is_not_being_evicted) {
  EXPECT_DEATH(
      {
        std::set_terminate(&first_handler);
        evict_below_noexcept();
        Scheduler scheduler;
        scheduler.spawn([] { std::terminate(); }, "fiber");
        scheduler.run();
      },
      "the first handler");
}

}  // namespace
}  // namespace skald::fiber
