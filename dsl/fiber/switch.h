#pragma once

#include <boost/context/detail/fcontext.hpp>

#include "dsl/fiber/sanitizers.h"

namespace skald::fiber {

/// The C++ runtime's state of exception handling (`__cxa_eh_globals` of the Itanium C++ ABI). The runtime
/// keeps one a thread; each fiber needs its own, else two fibers that wait inside catch blocks swap their
/// exceptions.
struct ExceptionState {
  void* caught = nullptr;
  unsigned uncaught = 0;
};

/// This thread's. The pointer stays valid for as long as the thread lives.
ExceptionState* exception_state_of_thread();

/// One end of a switch: a suspended fiber, or the thread while a fiber runs.
struct Side {
  /// Its saved registers, which lie at its stack pointer: everything below is unused.
  boost::context::detail::fcontext_t at = nullptr;
  ExceptionState exceptions;
  [[no_unique_address]] SanitizerSide sanitizer;
};

/// What a side does first when a jump has arrived at it. switch_to() calls it; the entry function of a new
/// side does so itself.
inline void note_arrival(Side& self, boost::context::detail::transfer_t arrival) {
  Side& came_from = *static_cast<Side*>(arrival.data);
  came_from.at = arrival.fctx;
  self.sanitizer.arrived_from(came_from.sanitizer);
}

/// Leaves `from`, which is running, for `to`. Returns when somebody switches back to `from`.
///
/// Inlined wherever it is used: after a jump the processor's stack of predicted returns is the other side's,
/// so that every return between here and the caller's own code costs a misprediction, more than the jump
/// itself.
[[gnu::always_inline]] inline void switch_to(Side& from, Side& to, ExceptionState& of_thread,
                                             Leaving leaving) {
  from.exceptions = of_thread;
  of_thread = to.exceptions;
  from.sanitizer.leaving_to(to.sanitizer, leaving);
  note_arrival(from, boost::context::detail::jump_fcontext(to.at, &from));
}

}  // namespace skald::fiber
