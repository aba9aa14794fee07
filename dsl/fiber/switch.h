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

/// Leaves `from`, which is running, for `to`. Returns when somebody switches back to `from`.
void switch_to(Side& from, Side& to, ExceptionState& of_thread, Leaving leaving);

/// The first words of a side that is switched to for the first time.
void arrive_first_time(Side& self, boost::context::detail::transfer_t arrival);

}  // namespace skald::fiber
