#pragma once

#include <memory>
#include <string>
#include <vector>

#include "skald/errors.h"

namespace skald {

/// A compensation that failed for good.
struct CompensationFailure {
  std::string compensation;  ///< its activity type
  std::shared_ptr<const WorkflowError> error;
};

/// A saga failed and so did some of its compensations: something is left that a person must look at. cause()
/// is what failed the saga; the message names every compensation that failed and why. Its type for other SDKs
/// is "CompensationError", and it is not retried.
class CompensationError : public ApplicationError {
 public:
  CompensationError(std::shared_ptr<const WorkflowError> cause, std::vector<CompensationFailure> failures);
  /// In the order in which they were tried: last step first.
  const std::vector<CompensationFailure>& failures() const { return failures_; }

 private:
  std::vector<CompensationFailure> failures_;
};

}  // namespace skald
