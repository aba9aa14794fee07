#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "dsl/fiber/fiber.h"

namespace skald::fiber {
namespace {

TEST(Order, fibers_run_in_the_order_they_were_spawned) {
  Scheduler scheduler;
  std::string order;
  for (const char name : {'a', 'b', 'c'}) scheduler.spawn([&order, name] { order += name; }, "fiber");
  EXPECT_EQ(order, "");
  scheduler.run();
  EXPECT_EQ(order, "abc");
  EXPECT_EQ(scheduler.live(), 0u);
}

TEST(Order, fibers_run_again_in_the_order_they_were_made_ready) {
  Scheduler scheduler;
  std::string order;
  std::vector<Fiber*> fibers;
  for (const char name : {'a', 'b', 'c'}) {
    fibers.push_back(scheduler.spawn(
        [&order, name] {
          suspend();
          order += name;
        },
        "fiber"));
  }
  scheduler.run();
  EXPECT_EQ(scheduler.live(), 3u);
  for (const std::size_t i : {2u, 0u, 1u}) scheduler.make_ready(fibers[i]);
  scheduler.run();
  EXPECT_EQ(order, "cab");
}

TEST(Order, making_a_ready_fiber_ready_again_keeps_its_place_and_runs_it_once) {
  Scheduler scheduler;
  std::string order;
  Fiber* const a = scheduler.spawn(
      [&order] {
        suspend();
        order += "a1";
        suspend();
        order += "a2";
      },
      "a");
  Fiber* const b = scheduler.spawn(
      [&order] {
        suspend();
        order += "b1";
      },
      "b");
  scheduler.run();
  scheduler.make_ready(a);
  scheduler.make_ready(b);
  scheduler.make_ready(a);
  scheduler.run();
  EXPECT_EQ(order, "a1b1");
}

TEST(Order, a_fiber_that_yields_runs_after_all_that_were_ready) {
  Scheduler scheduler;
  std::string order;
  scheduler.spawn(
      [&order] {
        order += "a1";
        current_scheduler()->make_ready(current_fiber());
        suspend();
        order += "a2";
      },
      "a");
  scheduler.spawn([&order] { order += "b"; }, "b");
  scheduler.run();
  EXPECT_EQ(order, "a1ba2");
}

TEST(Order, a_fiber_spawned_by_a_fiber_runs_after_all_that_were_ready) {
  Scheduler scheduler;
  std::string order;
  scheduler.spawn(
      [&order] {
        current_scheduler()->spawn([&order] { order += "child"; }, "child");
        order += "a ";
      },
      "a");
  scheduler.spawn([&order] { order += "b "; }, "b");
  scheduler.run();
  EXPECT_EQ(order, "a b child");
}

TEST(Order, a_fiber_that_ends_while_it_is_ready_is_not_run_again) {
  Scheduler scheduler;
  std::string order;
  scheduler.spawn(
      [&order] {
        current_scheduler()->make_ready(current_fiber());
        order += "a";
      },
      "a");
  scheduler.spawn([&order] { order += "b"; }, "b");
  scheduler.run();
  EXPECT_EQ(order, "ab");
  scheduler.spawn([&order] { order += "c"; }, "c");
  scheduler.run();
  EXPECT_EQ(order, "abc");
}

TEST(Order, only_a_running_fiber_is_current) {
  Scheduler scheduler;
  Fiber* seen = nullptr;
  Scheduler* seen_scheduler = nullptr;
  Fiber* const fiber = scheduler.spawn(
      [&] {
        seen = current_fiber();
        seen_scheduler = current_scheduler();
        suspend();
      },
      "fiber");
  EXPECT_EQ(current_fiber(), nullptr);
  scheduler.run();
  EXPECT_EQ(seen, fiber);
  EXPECT_EQ(seen_scheduler, &scheduler);
  EXPECT_EQ(current_fiber(), nullptr);
  EXPECT_EQ(current_scheduler(), nullptr);
}

TEST(Order, what_a_body_captured_is_destroyed_while_its_fiber_is_current) {
  struct Witness {
    Fiber** at_destruction;
    explicit Witness(Fiber** where) : at_destruction(where) {}
    ~Witness() { *at_destruction = current_fiber(); }
  };
  Scheduler scheduler;
  Fiber* at_destruction = nullptr;
  Fiber* const fiber = scheduler.spawn([witness = std::make_shared<Witness>(&at_destruction)] {}, "fiber");
  scheduler.run();
  EXPECT_EQ(at_destruction, fiber);
}

}  // namespace
}  // namespace skald::fiber
