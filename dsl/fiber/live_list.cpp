#include "dsl/fiber/scheduler_state.h"

namespace skald::fiber {

void LiveList::append(Fiber* fiber) {
  fiber->previous = last_;
  (last_ == nullptr ? first_ : last_->next) = fiber;
  last_ = fiber;
  ++size_;
}

void LiveList::remove(Fiber* fiber) {
  (fiber->previous == nullptr ? first_ : fiber->previous->next) = fiber->next;
  (fiber->next == nullptr ? last_ : fiber->next->previous) = fiber->previous;
  --size_;
}

}  // namespace skald::fiber
