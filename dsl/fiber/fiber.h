#pragma once

#include <cstddef>
#include <functional>
#include <string>

/// Stackful fibers for workflow runs. A run is one Scheduler with its fibers; it lives on one thread for as
/// long as it is cached. Nothing here knows workflows.
namespace skald::fiber {

/// What unwinds a fiber at eviction. Not a std::exception, so that `catch (const std::exception&)` lets it
/// pass.
struct Evicted {
  Evicted() noexcept;
};

class Fiber;
struct SchedulerState;

/// How an eviction went.
struct Eviction {
  /// Fibers that ended, and those that had not begun and were simply dropped.
  std::size_t unwound = 0;
  /// Fibers that could not be unwound: never resumed again, stack kept and counted (abandoned_stacks()).
  std::size_t abandoned = 0;
};

/// The fibers of one run, run in first-in order: a fiber that became ready earlier runs earlier, always. Not
/// thread-safe.
class Scheduler {
 public:
  Scheduler();
  /// Evicts what is left.
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Makes a fiber that runs `body`; it is ready at once, after all that are ready now. An exception that
  /// leaves `body` (other than Evicted) ends the process: callers catch inside. The pointer is valid until
  /// the fiber has ended.
  Fiber* spawn(std::function<void()> body, std::string name);

  /// Runs ready fibers until none is ready. Called by the thread, never from a fiber.
  void run();

  /// Lets a suspended fiber run again, after all that are ready now. Nothing happens if it is ready already.
  void make_ready(Fiber* fiber);

  /// Fibers that have not ended.
  std::size_t live() const;

  /// Unwinds every fiber with Evicted, first made first. Afterwards live() is 0, abandoned ones left out.
  Eviction evict();
  bool evicting() const;

  /// Copies the live part of every stack to the heap and gives its pages back, until unpark(). Pointers into
  /// the stacks stay valid after unpark(); nobody may follow one before. Called when no fiber runs.
  void park();
  /// Every stack back at its address. Does nothing if not parked.
  void unpark();
  /// Gives back the pages of every stack below its stack pointer: a fiber that waits a few frames deep then
  /// holds one. Cheaper than park(); needs no undoing; costs nothing for a fiber that did not run since the
  /// last time.
  void trim();
  bool parked() const;
  /// Bytes of memory that the fibers hold now: resident stack pages (an estimate from stack pointers) and
  /// parked copies.
  std::size_t bytes() const;

  /// The call stack of every live fiber, for people: name, then a line a frame ("place_order(…) at
  /// place_order.cpp:12" where symbols are known).
  std::string stack_traces();

 private:
  SchedulerState* state_;
};

/// The scheduler whose fiber runs on this thread now; null outside fibers.
Scheduler* current_scheduler();
/// The fiber that runs on this thread now; null outside fibers.
Fiber* current_fiber();

/// Parks the current fiber until somebody calls make_ready on it. Throws Evicted if the run is being evicted.
void suspend();

/// Throws Evicted if the current fiber's run is being evicted. Every call of the public API begins with it,
/// so that a `catch (...)` that swallowed Evicted meets it again.
void check_evicted();

/// How many stacks were abandoned in this process so far.
std::size_t abandoned_stacks();

/// The most bytes of stack that a fiber was seen to use, in whole pages. Seen when a stack is trimmed, parked
/// or abandoned, and when one in 64 fibers ends.
std::size_t deepest_stack();

struct StackLimits {
  /// Address space for a stack, its guard (a sixteenth) included; 16 KiB or more. Memory is used as frames
  /// touch it.
  std::size_t stack_bytes = 256 * 1024;
  /// How many unused stacks are kept for reuse.
  std::size_t pooled = 1024;
};
/// To be called before the first fiber is made.
void set_stack_limits(const StackLimits& limits);

}  // namespace skald::fiber
