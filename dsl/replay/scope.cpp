#include "dsl/replay/scope.h"

namespace skald::detail {

const Scope* Scope::cancelled_by() const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_.get()) {
    if (scope->cancelled_) return scope;
    if (scope->shielded_) return nullptr;
  }
  return nullptr;
}

std::string Scope::reason() const {
  const Scope* source = cancelled_by();
  return source == nullptr ? std::string() : source->reason_;
}

CancelledError Scope::error() const {
  const std::string why = reason();
  return CancelledError(why.empty() ? "cancelled" : "cancelled: " + why);
}

}  // namespace skald::detail
