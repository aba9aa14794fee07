#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#include "dsl/fiber/fiber.h"

namespace skald::fiber {
namespace {

/// Notes its name when it is destroyed.
struct Note {
  std::string& log;
  std::string name;
  ~Note() { log += name + " "; }
};

void wait_below(std::string& log, int frames) {
  const Note note{log, std::to_string(frames)};
  if (frames > 0) {
    wait_below(log, frames - 1);
  } else {
    suspend();
  }
  log += "not evicted ";
}

void expect_no_exception_on_this_thread() {
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  EXPECT_EQ(std::current_exception(), nullptr);
}

TEST(Eviction, runs_the_destructors_of_every_frame) {
  Scheduler scheduler;
  std::string log;
  scheduler.spawn([&] { wait_below(log, 3); }, "fiber");
  scheduler.run();
  const Eviction eviction = scheduler.evict();
  EXPECT_EQ(log, "0 1 2 3 ");
  EXPECT_EQ(eviction.unwound, 1u);
  EXPECT_EQ(eviction.abandoned, 0u);
  EXPECT_EQ(scheduler.live(), 0u);
}

TEST(Eviction, unwinds_the_fiber_first_made_first) {
  Scheduler scheduler;
  std::string log;
  for (const char* name : {"a", "b", "c"}) {
    scheduler.spawn(
        [&log, name] {
          const Note note{log, name};
          suspend();
        },
        name);
  }
  scheduler.run();
  EXPECT_EQ(scheduler.evict().unwound, 3u);
  EXPECT_EQ(log, "a b c ");
}

TEST(Eviction, of_a_ready_fiber_does_not_let_it_go_on) {
  Scheduler scheduler;
  std::string log;
  Fiber* const fiber = scheduler.spawn([&] { wait_below(log, 0); }, "fiber");
  scheduler.run();
  scheduler.make_ready(fiber);
  scheduler.evict();
  scheduler.run();
  EXPECT_EQ(log, "0 ");
}

TEST(Eviction, drops_a_fiber_that_has_not_begun_with_what_its_body_captured) {
  Scheduler scheduler;
  bool ran = false;
  const auto captured = std::make_shared<int>(1);
  scheduler.spawn([&ran, captured] { ran = true; }, "fiber");
  EXPECT_EQ(scheduler.evict().unwound, 1u);
  EXPECT_FALSE(ran);
  EXPECT_EQ(captured.use_count(), 1);
  EXPECT_EQ(scheduler.live(), 0u);
}

TEST(Eviction, passes_handlers_of_standard_exceptions) {
  Scheduler scheduler;
  bool caught = false;
  scheduler.spawn(
      [&] {
        try {
          suspend();
        } catch (const std::exception&) {
          caught = true;
        }
      },
      "fiber");
  scheduler.run();
  EXPECT_EQ(scheduler.evict().unwound, 1u);
  EXPECT_FALSE(caught);
}

TEST(Eviction, swallowed_by_a_handler_of_everything_is_met_again_at_the_next_call) {
  Scheduler scheduler;
  int swallowed = 0;
  bool passed_check = false;
  scheduler.spawn(
      [&] {
        for (int i = 0; i < 2; ++i) {
          try {
            suspend();
          } catch (...) {
            ++swallowed;
          }
        }
        check_evicted();
        passed_check = true;
      },
      "fiber");
  scheduler.run();
  EXPECT_EQ(scheduler.evict().unwound, 1u);
  EXPECT_EQ(swallowed, 2);
  EXPECT_FALSE(passed_check);
}

TEST(Eviction, of_a_fiber_that_waits_in_a_catch_block_destroys_what_it_caught) {
  struct Caught {
    std::shared_ptr<int> value;
  };
  const auto value = std::make_shared<int>(1);
  Scheduler scheduler;
  std::string log;
  scheduler.spawn(
      [&] {
        try {
          throw Caught{value};
        } catch (const Caught&) {
          wait_below(log, 1);
        }
      },
      "fiber");
  scheduler.run();
  EXPECT_EQ(value.use_count(), 2);
  EXPECT_EQ(scheduler.evict().unwound, 1u);
  EXPECT_EQ(log, "0 1 ");
  EXPECT_EQ(value.use_count(), 1);
  expect_no_exception_on_this_thread();
}

TEST(Eviction, inside_the_threads_catch_block_leaves_the_threads_exception_alone) {
  Scheduler scheduler;
  scheduler.spawn([] { suspend(); }, "fiber");
  scheduler.run();
  std::string rethrown;
  try {
    try {
      throw std::runtime_error("thread");
    } catch (const std::runtime_error&) {
      scheduler.evict();
      throw;
    }
  } catch (const std::runtime_error& error) {
    rethrown = error.what();
  }
  EXPECT_EQ(rethrown, "thread");
}

TEST(Eviction, is_visible_to_destructors_and_over_afterwards) {
  struct Witness {
    bool& evicting;
    ~Witness() { evicting = current_scheduler()->evicting(); }
  };
  Scheduler scheduler;
  bool seen = false;
  scheduler.spawn(
      [&] {
        const Witness witness{seen};
        suspend();
      },
      "fiber");
  scheduler.run();
  EXPECT_FALSE(scheduler.evicting());
  scheduler.evict();
  EXPECT_TRUE(seen);
  EXPECT_FALSE(scheduler.evicting());
}

TEST(Eviction, lets_destructors_wake_fibers_that_are_gone) {
  struct Waker {
    Fiber*& other;
    ~Waker() { current_scheduler()->make_ready(other); }
  };
  Scheduler scheduler;
  Fiber* const first = scheduler.spawn([] { suspend(); }, "first");
  Fiber* target = first;
  scheduler.spawn(
      [&] {
        const Waker waker{target};
        suspend();
      },
      "second");
  scheduler.run();
  EXPECT_EQ(scheduler.evict().unwound, 2u);
}

TEST(Eviction, drops_what_destructors_spawn) {
  struct Spawner {
    bool& ran;
    ~Spawner() {
      current_scheduler()->spawn([&flag = ran] { flag = true; }, "late");
    }
  };
  Scheduler scheduler;
  bool ran = false;
  scheduler.spawn(
      [&] {
        const Spawner spawner{ran};
        suspend();
      },
      "fiber");
  scheduler.run();
  scheduler.evict();
  EXPECT_EQ(scheduler.live(), 0u);
  scheduler.run();
  EXPECT_FALSE(ran);
}

TEST(Eviction, leaves_a_scheduler_that_can_be_used_again) {
  Scheduler scheduler;
  scheduler.spawn([] { suspend(); }, "fiber");
  scheduler.run();
  scheduler.evict();
  bool ran = false;
  Fiber* const fiber = scheduler.spawn(
      [&] {
        suspend();
        ran = true;
      },
      "fiber");
  scheduler.run();
  scheduler.make_ready(fiber);
  scheduler.run();
  EXPECT_TRUE(ran);
}

TEST(Eviction, is_what_a_destroyed_scheduler_does) {
  std::string log;
  {
    Scheduler scheduler;
    scheduler.spawn([&] { wait_below(log, 1); }, "fiber");
    scheduler.run();
  }
  EXPECT_EQ(log, "0 1 ");
}

TEST(Eviction, is_not_met_outside_fibers_and_outside_evictions) {
  check_evicted();
  Scheduler scheduler;
  bool passed = false;
  scheduler.spawn(
      [&] {
        check_evicted();
        passed = true;
      },
      "fiber");
  scheduler.run();
  EXPECT_TRUE(passed);
}

}  // namespace
}  // namespace skald::fiber
