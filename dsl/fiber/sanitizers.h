#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define SKALD_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SKALD_ASAN 1
#endif
#endif

#ifdef SKALD_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#endif
#ifdef SKALD_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace skald::fiber {

/// Whether a side of a switch will be switched to again.
enum class Leaving { kForNow, kForGood };

/// What the sanitizers keep for one side of a switch, and the notes that they want; nothing in other builds.
struct SanitizerSide {
#ifdef SKALD_ASAN
  const void* bottom = nullptr;
  std::size_t size = 0;
  void* fake_stack = nullptr;
#endif
#ifdef SKALD_TSAN
  void* fiber = nullptr;
#endif

  /// A side on a stack of our own.
  void made_on([[maybe_unused]] const void* stack, [[maybe_unused]] std::size_t bytes) {
#ifdef SKALD_ASAN
    bottom = stack;
    size = bytes;
#endif
#ifdef SKALD_TSAN
    fiber = __tsan_create_fiber(0);
#endif
  }

  /// The calling thread's side. Its bounds are learned by the first fiber that it switches to.
  void made_of_thread() {
#ifdef SKALD_TSAN
    fiber = __tsan_get_current_fiber();
#endif
  }

  void ended() {
#ifdef SKALD_TSAN
    __tsan_destroy_fiber(fiber);
#endif
  }

  /// Before the jump from this side to `to`.
  void leaving_to([[maybe_unused]] SanitizerSide& to, [[maybe_unused]] Leaving leaving) {
#ifdef SKALD_ASAN
    __sanitizer_start_switch_fiber(leaving == Leaving::kForGood ? nullptr : &fake_stack, to.bottom, to.size);
#endif
#ifdef SKALD_TSAN
    __tsan_switch_to_fiber(to.fiber, 0);
#endif
  }

  /// On this side, after a jump that came from `from`.
  void arrived_from([[maybe_unused]] SanitizerSide& from) {
#ifdef SKALD_ASAN
    __sanitizer_finish_switch_fiber(fake_stack, &from.bottom, &from.size);
#endif
  }
};

/// A stack is taken: frames that were left behind on it without unwinding are forgotten, and what it points
/// to counts as reachable.
inline void stack_taken([[maybe_unused]] void* stack, [[maybe_unused]] std::size_t bytes) {
#ifdef SKALD_ASAN
  __asan_unpoison_memory_region(stack, bytes);
  __lsan_register_root_region(stack, bytes);
#endif
}

inline void stack_returned([[maybe_unused]] void* stack, [[maybe_unused]] std::size_t bytes) {
#ifdef SKALD_ASAN
  __lsan_unregister_root_region(stack, bytes);
#endif
}

inline void leak_is_intended([[maybe_unused]] const void* object) {
#ifdef SKALD_ASAN
  __lsan_ignore_object(object);
#endif
}

}  // namespace skald::fiber
