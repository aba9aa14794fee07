#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <vector>

#include "dsl/fiber/fiber.h"
#include "dsl/replay/scope.h"

namespace skald::replay {

/// A fiber that waits until a condition holds. On the heap: the fiber's stack may be parked.
struct ConditionWaiter {
  const std::function<bool()>* condition = nullptr;
  fiber::Fiber* fiber = nullptr;
  detail::ScopeRef scope;
  bool held = false;         ///< The condition was seen to hold.
  bool cancelled = false;    ///< Its scope was cancelled first.
  std::exception_ptr error;  ///< The condition threw.

  bool is_over() const { return held || cancelled || error; }
};

/// The conditions of a run that fibers wait for.
class Conditions {
 public:
  void add(ConditionWaiter* waiter) { waiters_.push_back(waiter); }
  void remove(ConditionWaiter* waiter);
  /// Evaluates those that are not over, in the order in which they came; wakes the fibers of those that hold
  /// or throw.
  void check(fiber::Scheduler& scheduler);
  /// Wakes those whose scope is cancelled.
  void cancel(fiber::Scheduler& scheduler);
  /// True while a condition is being evaluated: it may look, but neither wait nor make commands.
  bool is_evaluating() const { return evaluating_; }

 private:
  std::vector<ConditionWaiter*> waiters_;
  bool evaluating_ = false;
};

/// A waiter's place among the conditions of its run.
class ConditionPlace {
 public:
  ConditionPlace(Conditions& conditions, ConditionWaiter* waiter) : conditions_(conditions), waiter_(waiter) {
    conditions_.add(waiter_);
  }
  ~ConditionPlace() { conditions_.remove(waiter_); }
  ConditionPlace(const ConditionPlace&) = delete;
  ConditionPlace& operator=(const ConditionPlace&) = delete;

 private:
  Conditions& conditions_;
  ConditionWaiter* waiter_;
};

}  // namespace skald::replay
