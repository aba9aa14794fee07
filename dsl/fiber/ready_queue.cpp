#include "dsl/fiber/scheduler_state.h"

namespace skald::fiber {

void ReadyQueue::push(Fiber* fiber) {
  fiber->is_ready = true;
  fiber->next_ready = nullptr;
  (first_ == nullptr ? first_ : last_->next_ready) = fiber;
  last_ = fiber;
}

Fiber* ReadyQueue::pop() {
  Fiber* const fiber = first_;
  first_ = fiber->next_ready;
  fiber->is_ready = false;
  return fiber;
}

void ReadyQueue::remove(Fiber* fiber) {
  Fiber* previous = nullptr;
  for (Fiber* at = first_; at != fiber; at = at->next_ready) previous = at;
  (previous == nullptr ? first_ : previous->next_ready) = fiber->next_ready;
  if (last_ == fiber) last_ = previous;
  fiber->is_ready = false;
}

void ReadyQueue::clear() {
  while (!empty()) pop();
}

}  // namespace skald::fiber
