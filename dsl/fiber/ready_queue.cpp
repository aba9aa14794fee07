#include "dsl/fiber/scheduler_state.h"

namespace skald::fiber {

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
