#pragma once

#ifdef SKALD_TSAN
#include <sanitizer/tsan_interface.h>
#endif

/// Notes for ThreadSanitizer, nothing in other builds. Libraries that are not compiled for it (gRPC) hand
/// things from thread to thread in ways that it cannot see.
namespace skald {

/// Before something is given to such a library: what this thread did so far comes before what the thread does
/// that takes it.
inline void hand_over([[maybe_unused]] void* something) {
#ifdef SKALD_TSAN
  __tsan_release(something);
#endif
}

/// When it came back.
inline void take_over([[maybe_unused]] void* something) {
#ifdef SKALD_TSAN
  __tsan_acquire(something);
#endif
}

}  // namespace skald
