#pragma once

namespace skald::fiber {

class Fiber;
struct SchedulerState;

/// Leaves the running fiber, whose run is being evicted, for good: its frames stay as they are, and what they
/// own leaks.
[[noreturn]] void abandon(Fiber& fiber);

/// On the thread's side: takes an abandoned fiber off its run and counts it.
void forget_abandoned(SchedulerState& run, Fiber* fiber);

/// Sees to it that std::terminate, called on a fiber that is being evicted (Evicted met a destructor or a
/// noexcept function), abandons that fiber and not the process. All other calls go to the handler that was
/// there before. A handler that the program sets later is chained in at the next eviction.
void spread_terminate_net();

}  // namespace skald::fiber
