#pragma once

#include <optional>

#include "engine/core/names.h"

/// Temporal's retry policy, the same for activities and workflows.
namespace skald::core {

/// Fills what is not set: first interval 1 s, coefficient 2, longest interval 100 times the first.
void set_retry_defaults(common::RetryPolicy& policy);

/// The policy must have its defaults. The text is Temporal's.
Status validate_retry_policy(const common::RetryPolicy& policy);

struct RetryQuestion {
  const common::RetryPolicy& policy;
  /// Of the attempt that ended, from 1.
  std::int32_t attempt = 1;
  Time now;
  /// The next attempt must begin no later.
  std::optional<Time> expiration;
  const Failure& failure;
};

struct RetryAnswer {
  /// IN_PROGRESS: retry after `backoff`. Otherwise why not.
  enums::RetryState state = enums::RETRY_STATE_UNSPECIFIED;
  Duration backoff = Duration::zero();
};

RetryAnswer decide_retry(const RetryQuestion& question);

}  // namespace skald::core
