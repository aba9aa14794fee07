#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <vector>

#include "dsl/fiber/fiber.h"

namespace skald::fiber {

/// What stops a stack that overflows.
enum class Guard {
  /// Pages that fault: the process ends at the write.
  kPages,
  /// Pages that should stay untouched, hence zero: found by is_canary_dead(), after the fact.
  kCanary,
};

/// A stack, which grows downwards:
///
///     base          bottom                                   top
///     |  guard      |  unused  ...  ^ stack pointer, frames  |
struct Stack {
  char* base = nullptr;
  Guard guard = Guard::kPages;
};

/// How guard pages may be made.
struct GuardPolicy {
  /// Guard markers in the page table (Linux 6.13 and later), which cost no mapping.
  bool markers = true;
  /// How many stacks may be guarded by mprotect. Each splits its slab's mapping in two more, and the process
  /// dies of ENOMEM at vm.max_map_count (65,530 by default), so that the rest have canaries.
  std::size_t protected_stacks = 0;
};

/// Three tenths of vm.max_map_count stacks guarded by mprotect: about 20,000 as Linux comes.
GuardPolicy default_guard_policy();

/// Stacks of one size, carved from slabs of address space and never unmapped while the pool lives.
/// Thread-safe.
class StackPool {
 public:
  StackPool(const StackLimits& limits, const GuardPolicy& policy);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  /// Throws std::bad_alloc when the address space is used up.
  Stack take();
  /// Keeps the pages of the most recent StackLimits::pooled stacks and gives back those of others.
  void give_back(const Stack& stack);

  char* bottom(const Stack& stack) const { return stack.base + guard_bytes_; }
  char* top(const Stack& stack) const { return stack.base + slot_bytes_; }
  std::size_t usable_bytes() const { return slot_bytes_ - guard_bytes_; }
  /// Whether frames reached the guard of a stack with a canary.
  bool is_canary_dead(const Stack& stack) const;

  /// Gives back the pages that lie wholly below `stack_pointer` and notes how deep the stack was used.
  void release_below(const Stack& stack, const char* stack_pointer);
  /// Gives back all pages. What was on the stack is lost.
  void release_all(const Stack& stack);

  /// The deepest use seen by release_below() and by samples of give_back(), in whole pages.
  std::size_t deepest() const { return deepest_.load(std::memory_order_relaxed); }

 private:
  Stack carve();
  Guard install_guard(char* base);
  void add_slab();
  void note_depth(const Stack& stack);

  const std::size_t slot_bytes_;
  const std::size_t guard_bytes_;
  const std::size_t pooled_;
  std::atomic<std::size_t> deepest_{0};

  std::mutex mutex_;
  // Under mutex_.
  GuardPolicy policy_;
  std::vector<char*> slabs_;
  char* next_ = nullptr;
  char* slab_end_ = nullptr;
  std::vector<Stack> warm_;
  std::vector<Stack> cold_;
  std::size_t returns_ = 0;
};

/// To be called before the first fiber is made.
void set_guard_policy(const GuardPolicy& policy);

/// The pool that all schedulers use. It is never destroyed: fibers may outlive the end of main().
StackPool& stack_pool();

std::size_t page_bytes();

}  // namespace skald::fiber
