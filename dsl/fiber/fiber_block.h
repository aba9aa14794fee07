#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "dsl/fiber/stack_pool.h"
#include "dsl/fiber/switch.h"

namespace skald::fiber {

struct SchedulerState;

enum class FiberStatus : std::uint8_t {
  /// Made, but its body has not begun.
  kFresh,
  /// Running, or suspended in the middle of its body.
  kBegun,
  /// Its body has returned or was unwound: the stack may be reused.
  kEnded,
  /// Left in the middle of its body for good.
  kAbandoned,
};

/// A fiber's control block. It lies at the top of the fiber's own stack, so that a fiber that waits a few
/// frames deep costs one page in all:
///
///     bottom        stack pointer                   this        top
///     |  ... unused ...  | frames, outermost last → | Fiber      |
class Fiber {
 public:
  /// Takes a stack and builds the control block at its top. Linked nowhere yet.
  static Fiber* make(SchedulerState& run, std::function<void()> body, std::string name);
  /// Destroys the control block, with the body if that still stands, and gives the stack back.
  static void dispose(Fiber* fiber);

  /// Ends the process if the stack overflowed. For stacks that have a canary.
  void check_canary();
  /// Switches from this fiber, which is running, to its thread, and never comes back.
  [[noreturn]] void leave_for_good();

  Side side;
  SchedulerState* run;
  Fiber* next_ready = nullptr;
  Fiber* previous = nullptr;
  Fiber* next = nullptr;
  std::function<void()> body;
  std::string name;
  Stack stack;
  FiberStatus status = FiberStatus::kFresh;
  bool is_ready = false;
  /// Nothing ran on the stack since its unused pages were given back.
  bool is_trimmed = false;
  /// How many times Evicted was thrown on it.
  std::uint8_t evicted_thrown = 0;

 private:
  Fiber(SchedulerState& its_run, std::function<void()> its_body, std::string its_name,
        const Stack& its_stack);
  ~Fiber() = default;

  static void enter(boost::context::detail::transfer_t arrival) noexcept;
  /// Runs the body and destroys it; only destroys it if the run was evicted before the fiber began. That
  /// happens on the fiber too, because destructors of what the body captured may wait.
  void run_body();
};

/// The fiber that runs on this thread now.
extern thread_local constinit Fiber* running_fiber;

}  // namespace skald::fiber
