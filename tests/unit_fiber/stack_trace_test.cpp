#include <gtest/gtest.h>

#include <string>

#include "dsl/fiber/fiber.h"
#include "dsl/fiber/symbol_tables.h"

namespace skald::fiber {

/// Keeps the compiler from making jumps and loops of the calls.
int after_call(int value) {
  __asm__ volatile("" : "+r"(value));
  return value;
}

/// Exported, so that the dynamic linker may know it.
[[gnu::noinline]] int wait_in_the_cellar(int depth) {
  if (depth > 0) return after_call(wait_in_the_cellar(depth - 1));
  suspend();
  return after_call(depth);
}

namespace {

/// Only the program's own symbol table knows this one.
[[gnu::noinline]] int wait_in_a_static_function(int depth) { return after_call(wait_in_the_cellar(depth)); }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(StackTrace, names_the_functions_of_every_fiber_and_nothing_of_the_machinery) {
  Scheduler scheduler;
  scheduler.spawn([] { wait_in_a_static_function(2); }, "the waiter");
  scheduler.run();
  scheduler.spawn([] {}, "the newcomer");
  const std::string text = scheduler.stack_traces();
  EXPECT_EQ(text.rfind("the waiter\n  skald::fiber::wait_in_the_cellar(…)\n", 0), 0u) << text;
  EXPECT_EQ(count(text, "wait_in_the_cellar(…)"), 3u) << text;
  EXPECT_EQ(count(text, "wait_in_a_static_function(…)"), 1u) << text;
  EXPECT_EQ(count(text, "the newcomer\n  (has not begun)\n"), 1u) << text;
  EXPECT_EQ(count(text, "suspend"), 0u) << text;
  EXPECT_EQ(count(text, "fcontext"), 0u) << text;
  EXPECT_EQ(count(text, "_Function_handler"), 0u) << text;
}

TEST(StackTrace, leaves_the_fibers_as_they_were) {
  Scheduler scheduler;
  std::string order;
  const auto body = [&order](const char* name) {
    suspend();
    order += name;
  };
  Fiber* const a = scheduler.spawn([&] { body("a"); }, "a");
  Fiber* const b = scheduler.spawn([&] { body("b"); }, "b");
  scheduler.run();
  scheduler.make_ready(b);
  const std::string first = scheduler.stack_traces();
  EXPECT_EQ(scheduler.stack_traces(), first);
  EXPECT_EQ(order, "");
  scheduler.run();
  EXPECT_EQ(order, "b");
  scheduler.make_ready(a);
  scheduler.run();
  EXPECT_EQ(order, "ba");
}

TEST(StackTrace, shortens_parameters) {
  EXPECT_EQ(without_parameters("orders::place_order(orders::Order const&)"), "orders::place_order(…)");
  EXPECT_EQ(without_parameters("main"), "main");
  EXPECT_EQ(without_parameters("orders::now()"), "orders::now()");
  EXPECT_EQ(without_parameters("f(int)::{lambda(int)#1}::operator()(int) const"),
            "f(…)::{lambda(…)#1}::operator()(…)");
  EXPECT_EQ(without_parameters("(anonymous namespace)::f(void (*)(int))"), "(anonymous namespace)::f(…)");
  EXPECT_EQ(without_parameters("f(int) [clone .part.0]"), "f(…)");
  EXPECT_EQ(without_parameters("broken(int"), "broken(…)");
}

}  // namespace
}  // namespace skald::fiber
