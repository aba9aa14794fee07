#pragma once

#include <memory>
#include <string>
#include <utility>

#include "skald/detail/calls.h"

namespace skald::detail {

/// A cancellation scope. Cancelling it is a fact of its own; whether a scope counts as cancelled is asked
/// upwards, so that nothing has to be passed on to children.
class Scope {
 public:
  Scope(ScopeRef parent, bool shielded) : parent_(std::move(parent)), shielded_(shielded) {}

  void cancel(const std::string& reason) {
    cancelled_ = true;
    reason_ = reason;
  }
  /// Cancelled itself, or below a cancelled one without a shield between.
  bool is_cancelled() const { return cancelled_by() != nullptr; }
  /// Why; empty if it is not cancelled or nobody gave a reason.
  std::string reason() const;
  /// The error of everything that waits in it.
  CancelledError error() const;

 private:
  const Scope* cancelled_by() const;

  ScopeRef parent_;
  std::string reason_;
  bool shielded_;
  bool cancelled_ = false;
};

}  // namespace skald::detail
