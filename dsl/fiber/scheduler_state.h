#pragma once

#include <cstddef>
#include <memory>

#include "dsl/fiber/fiber_block.h"

namespace skald::fiber {

/// Fibers that may run, first in first out, linked through Fiber::next_ready: a queue of std would allocate
/// half a kilobyte for each run.
class ReadyQueue {
 public:
  bool empty() const { return first_ == nullptr; }
  void push(Fiber* fiber) {
    fiber->is_ready = true;
    fiber->next_ready = nullptr;
    (first_ == nullptr ? first_ : last_->next_ready) = fiber;
    last_ = fiber;
  }
  Fiber* pop() {
    Fiber* const fiber = first_;
    first_ = fiber->next_ready;
    fiber->is_ready = false;
    return fiber;
  }
  void remove(Fiber* fiber);
  void clear();

 private:
  Fiber* first_ = nullptr;
  Fiber* last_ = nullptr;
};

/// Fibers that have not ended, in the order they were made, linked through Fiber::previous and next.
class LiveList {
 public:
  Fiber* first() const { return first_; }
  std::size_t size() const { return size_; }
  void append(Fiber* fiber);
  void remove(Fiber* fiber);

 private:
  Fiber* first_ = nullptr;
  Fiber* last_ = nullptr;
  std::size_t size_ = 0;
};

struct CallStack;

/// Functions may use this much below their stack pointer (x86-64's red zone, the largest of the ABIs).
inline constexpr std::size_t kRedZoneBytes = 128;

/// What a Scheduler holds. Small on purpose: there is one for every cached run.
struct SchedulerState {
  explicit SchedulerState(Scheduler* scheduler) : owner(scheduler) {}

  Scheduler* const owner;
  /// The thread's side while a fiber runs.
  Side thread;
  ExceptionState* exceptions = nullptr;
  ReadyQueue ready;
  LiveList live;
  /// While the call stacks are asked for: where the fiber that is resumed writes its own, instead of going
  /// on.
  CallStack* capture = nullptr;
  /// The stacks, if they are parked: then the fibers themselves are unreadable.
  std::unique_ptr<std::byte[]> parked;
  std::size_t parked_bytes = 0;
  std::size_t abandoned = 0;
  bool is_evicting = false;

  /// Before the calling thread resumes fibers: none runs on it, and every stack is at its address.
  void enter_thread();
  /// Lets the fiber run until it suspends, ends or is abandoned, and disposes of one that has ended.
  void resume(Fiber* fiber);
  void resume_here(Fiber* fiber);
  /// Forgets a fiber that has ended or never began.
  void dispose(Fiber* fiber);
  void unpark() {
    if (parked != nullptr) restore_stacks();
  }

 private:
  void restore_stacks();
};

}  // namespace skald::fiber
