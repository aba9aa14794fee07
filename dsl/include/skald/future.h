#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "skald/detail/activity_call.h"

namespace skald {

/// What a call that was started will come to: an activity, a timer, a spawned fiber. A handle: copies name
/// the same call. Dropping it changes nothing for the call.
template <class T>
class [[nodiscard]] Future {
 public:
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  /// Made by start, timer and spawn. `kept`: where a fiber of this process puts its value.
  explicit Future(detail::OperationRef operation, std::shared_ptr<std::optional<Value>> kept = nullptr)
      : operation_(std::move(operation)), kept_(std::move(kept)) {}

  /// The value, or what the call failed with, thrown: ActivityError, CancelledError, … Suspends until it is
  /// there. Ends early with CancelledError if the scope in which the call was started is cancelled. Records
  /// nothing.
  T get() const {
    if (!kept_) return detail::take_result<T>(operation_);
    detail::wait(operation_);
    static_cast<void>(detail::result(operation_));
    if constexpr (!std::is_void_v<T>) return **kept_;
  }

  /// True if get() would not wait. Does not suspend.
  bool is_ready() const { return detail::is_ready(operation_); }

  /// Cancels this call alone; get() then throws CancelledError (an activity with wait_for_cancellation: what
  /// it said). Does not suspend; records a cancel request. Harmless when it is ready.
  void cancel() const { detail::cancel(operation_); }

  /// For the library's own templates.
  const detail::OperationRef& operation() const { return operation_; }

 private:
  detail::OperationRef operation_;
  std::shared_ptr<std::optional<Value>> kept_;
};

}  // namespace skald
