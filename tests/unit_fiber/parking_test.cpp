#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <stdexcept>
#include <string>

#include "dsl/fiber/fiber.h"
#include "dsl/fiber/fiber_block.h"
#include "tests/unit_fiber/resident_pages.h"

namespace skald::fiber {
namespace {

TEST(Parking, gives_back_every_page_and_brings_stacks_back_at_their_addresses) {
  Scheduler scheduler;
  std::array<int, 1000>* on_stack = nullptr;
  int sum = 0;
  Fiber* const fiber = scheduler.spawn(
      [&] {
        std::array<int, 1000> numbers{};
        std::iota(numbers.begin(), numbers.end(), 1);
        on_stack = &numbers;
        suspend();
        sum = std::accumulate(numbers.begin(), numbers.end(), 0);
      },
      "fiber");
  scheduler.run();
  const Stack stack = fiber->stack;
  scheduler.park();
  EXPECT_TRUE(scheduler.parked());
  EXPECT_EQ(resident_pages(stack), 0u);
  scheduler.unpark();
  EXPECT_FALSE(scheduler.parked());
  EXPECT_EQ((*on_stack)[999], 1000);
  scheduler.make_ready(fiber);
  scheduler.run();
  EXPECT_EQ(sum, 500'500);
}

TEST(Parking, keeps_references_between_the_stacks_of_a_run) {
  Scheduler scheduler;
  std::string result;
  Fiber* borrower = nullptr;
  scheduler.spawn(
      [&] {
        std::string text = "a text that is too long to be stored inside the string itself";
        Fiber* const owner = current_fiber();
        borrower = current_scheduler()->spawn(
            [&text, owner] {
              suspend();
              text += ", changed";
              current_scheduler()->make_ready(owner);
            },
            "borrower");
        suspend();
        result = text;
      },
      "owner");
  scheduler.run();
  scheduler.park();
  scheduler.unpark();
  scheduler.make_ready(borrower);
  scheduler.run();
  EXPECT_EQ(result, "a text that is too long to be stored inside the string itself, changed");
}

TEST(Parking, is_undone_by_whatever_needs_the_stacks) {
  Scheduler scheduler;
  int wakes = 0;
  Fiber* const fiber = scheduler.spawn(
      [&] {
        for (;;) {
          suspend();
          ++wakes;
        }
      },
      "fiber");
  scheduler.run();
  scheduler.park();
  scheduler.make_ready(fiber);
  EXPECT_FALSE(scheduler.parked());
  scheduler.run();
  EXPECT_EQ(wakes, 1);
  scheduler.park();
  scheduler.spawn([] {}, "other");
  EXPECT_FALSE(scheduler.parked());
  scheduler.park();
  EXPECT_NE(scheduler.stack_traces().find("fiber"), std::string::npos);
  EXPECT_FALSE(scheduler.parked());
}

TEST(Parking, twice_is_parking_once) {
  Scheduler scheduler;
  bool ended = false;
  Fiber* const fiber = scheduler.spawn(
      [&] {
        suspend();
        ended = true;
      },
      "fiber");
  scheduler.run();
  scheduler.park();
  scheduler.park();
  scheduler.trim();
  scheduler.unpark();
  scheduler.unpark();
  scheduler.make_ready(fiber);
  scheduler.run();
  EXPECT_TRUE(ended);
}

TEST(Parking, keeps_ready_fibers_ready_and_fresh_ones_fresh) {
  Scheduler scheduler;
  std::string order;
  Fiber* const woken = scheduler.spawn(
      [&] {
        suspend();
        order += "woken ";
      },
      "woken");
  scheduler.run();
  scheduler.make_ready(woken);
  scheduler.spawn([&] { order += "fresh "; }, "fresh");
  scheduler.park();
  scheduler.run();
  EXPECT_EQ(order, "woken fresh ");
}

TEST(Parking, keeps_what_a_catch_block_has_caught) {
  Scheduler scheduler;
  std::string rethrown;
  Fiber* const fiber = scheduler.spawn(
      [&] {
        try {
          try {
            throw std::runtime_error("kept");
          } catch (...) {
            suspend();
            throw;
          }
        } catch (const std::runtime_error& error) {
          rethrown = error.what();
        }
      },
      "fiber");
  scheduler.run();
  scheduler.park();
  scheduler.unpark();
  scheduler.make_ready(fiber);
  scheduler.run();
  EXPECT_EQ(rethrown, "kept");
}

TEST(Parking, does_not_hinder_eviction) {
  struct Note {
    bool& destroyed;
    ~Note() { destroyed = true; }
  };
  bool destroyed = false;
  {
    Scheduler scheduler;
    scheduler.spawn(
        [&] {
          const Note note{destroyed};
          suspend();
        },
        "fiber");
    scheduler.run();
    scheduler.park();
  }
  EXPECT_TRUE(destroyed);
}

TEST(Parking, of_a_run_without_fibers_is_allowed) {
  Scheduler scheduler;
  scheduler.park();
  EXPECT_TRUE(scheduler.parked());
  scheduler.run();
  EXPECT_FALSE(scheduler.parked());
}

TEST(Parking, shows_in_the_bytes_that_the_fibers_hold) {
  Scheduler scheduler;
  scheduler.spawn([] { suspend(); }, "fiber");
  scheduler.run();
  const std::size_t waiting = scheduler.bytes();
  scheduler.park();
  const std::size_t parked = scheduler.bytes();
  scheduler.unpark();
  EXPECT_GE(waiting, page_bytes());
  EXPECT_LT(parked, waiting);
  EXPECT_GT(parked, sizeof(Fiber));
  EXPECT_EQ(scheduler.bytes(), waiting);
}

}  // namespace
}  // namespace skald::fiber
