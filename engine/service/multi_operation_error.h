#pragma once

#include <optional>

#include "engine/base/result.h"

namespace skald::service {

/// What became of one operation of several.
struct OperationEnd {
  enum class Kind {
    kDone,     ///< it happened all the same
    kAborted,  ///< nothing was wrong with it; another one failed
    kFailed
  };
  Kind kind = Kind::kAborted;
  /// Set if it failed.
  std::optional<Error> error = {};

  static OperationEnd done() { return {Kind::kDone}; }
  static OperationEnd aborted() { return {Kind::kAborted}; }
  static OperationEnd failed(Error error) { return {Kind::kFailed, std::move(error)}; }
};

/// The error of an update-with-start, of which at least one operation failed: with the code of the first that
/// did, and Temporal's detail, which says of each what became of it.
Error update_with_start_error(const OperationEnd& start, const OperationEnd& update);

}  // namespace skald::service
