#include "dsl/replay/retry_policy.h"

#include "engine/api/time.h"

namespace skald::replay {

bool is_given(const RetryPolicy& policy) {
  return policy.initial_interval != Duration::zero() || policy.backoff_coefficient != 0 ||
         policy.maximum_interval != Duration::zero() || policy.maximum_attempts != 0 ||
         !policy.non_retryable_error_types.empty();
}

void write(const RetryPolicy& policy, temporal::api::common::v1::RetryPolicy& message) {
  using api::to_duration_message;
  if (policy.initial_interval > Duration::zero()) {
    *message.mutable_initial_interval() = to_duration_message(policy.initial_interval);
  }
  if (policy.maximum_interval > Duration::zero()) {
    *message.mutable_maximum_interval() = to_duration_message(policy.maximum_interval);
  }
  message.set_backoff_coefficient(policy.backoff_coefficient);
  message.set_maximum_attempts(policy.maximum_attempts);
  for (const std::string& type : policy.non_retryable_error_types)
    message.add_non_retryable_error_types(type);
}

}  // namespace skald::replay
