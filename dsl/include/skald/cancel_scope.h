#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "skald/detail/calls.h"

namespace skald {

namespace detail {

template <class Body>
auto run_inside(const ScopeRef& scope, Body&& body) {
  using R = std::invoke_result_t<Body&>;
  if constexpr (std::is_void_v<R>) {
    run_in_scope(scope, [&] { body(); });
  } else {
    std::optional<std::remove_cvref_t<R>> value;
    run_in_scope(scope, [&] { value.emplace(body()); });
    return *std::move(value);
  }
}

}  // namespace detail

/// Calls that are cancelled together. Scopes nest: cancelling one reaches all below it; a cancel request to
/// the workflow reaches all that are not shielded.
class CancelScope {
 public:
  /// Makes a scope below the current one. Does not suspend, records nothing.
  CancelScope() : scope_(detail::make_scope(false)) {}

  /// Runs `body`; calls that it makes belong to this scope. Suspends where the body does.
  template <class Body>
  auto run(Body&& body) const {
    return detail::run_inside(scope_, std::forward<Body>(body));
  }

  /// Cancels every call of the scope that has not ended: waiting for one throws CancelledError. Does not
  /// suspend; records the cancel requests of activities and timers.
  void cancel(const std::string& reason = {}) const { detail::cancel_scope(scope_, reason); }

  bool is_cancelled() const { return detail::is_cancelled(scope_); }

 private:
  detail::ScopeRef scope_;
};

/// Runs `body` where no cancellation from outside reaches it: cleaning up after CancelledError. Suspends
/// where the body does, records nothing.
template <class Body>
auto shielded(Body&& body) {
  return detail::run_inside(detail::make_scope(true), std::forward<Body>(body));
}

/// True once the current scope is cancelled. Does not suspend, records nothing.
inline bool is_cancelled() { return detail::is_cancelled(detail::current_scope()); }

}  // namespace skald
