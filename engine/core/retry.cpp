#include "engine/core/retry.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/api/time.h"
#include "engine/core/failures.h"
#include "engine/core/refusal.h"

namespace skald::core {
namespace {

constexpr int kLongestIntervalFactor = 100;

bool is_listed(const common::RetryPolicy& policy, const std::string& type) {
  const auto& types = policy.non_retryable_error_types();
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_retryable(const Failure& failure, const common::RetryPolicy& policy) {
  switch (failure.failure_info_case()) {
    case Failure::kTerminatedFailureInfo:
    case Failure::kCanceledFailureInfo: return false;
    case Failure::kTimeoutFailureInfo: {
      const auto type = failure.timeout_failure_info().timeout_type();
      if (type != enums::TIMEOUT_TYPE_START_TO_CLOSE && type != enums::TIMEOUT_TYPE_HEARTBEAT) return false;
      return !is_listed(policy, std::string("TemporalTimeout:") + timeout_name(type));
    }
    case Failure::kServerFailureInfo: return !failure.server_failure_info().non_retryable();
    case Failure::kApplicationFailureInfo:
      return !failure.application_failure_info().non_retryable() &&
             !is_listed(policy, failure.application_failure_info().type());
    default: return true;
  }
}

// Zero or less: too large to say.
Duration exponential(const common::RetryPolicy& policy, std::int32_t attempt) {
  const double interval = static_cast<double>(api::to_duration(policy.initial_interval()).count()) *
                          std::pow(policy.backoff_coefficient(), std::max(attempt, 1) - 1);
  const bool fits = interval >= 0 && interval < static_cast<double>(std::numeric_limits<std::int64_t>::max());
  if (!fits) return Duration::zero();
  return Duration(static_cast<std::int64_t>(interval));
}

Duration wanted_interval(const RetryQuestion& question) {
  const auto& info = question.failure.application_failure_info();
  if (api::is_set(info.next_retry_delay())) return api::to_duration(info.next_retry_delay());
  return exponential(question.policy, question.attempt);
}

}  // namespace

void set_retry_defaults(common::RetryPolicy& policy) {
  if (!api::is_set(policy.initial_interval())) {
    *policy.mutable_initial_interval() = api::to_duration_message(std::chrono::seconds(1));
  }
  if (policy.backoff_coefficient() == 0) policy.set_backoff_coefficient(2);
  if (api::is_set(policy.maximum_interval())) return;
  const std::int64_t initial = api::to_duration(policy.initial_interval()).count();
  const std::int64_t most = std::numeric_limits<std::int64_t>::max() / kLongestIntervalFactor;
  *policy.mutable_maximum_interval() =
      api::to_duration_message(Duration(std::clamp(initial, -most, most) * kLongestIntervalFactor));
}

Status validate_retry_policy(const common::RetryPolicy& policy) {
  // With a single attempt nothing of the rest is ever used.
  if (policy.maximum_attempts() == 1) return {};
  if (api::to_duration(policy.initial_interval()) < Duration::zero()) {
    return invalid_argument("invalid InitialInterval set on retry policy: negative duration");
  }
  if (policy.backoff_coefficient() < 1) {
    return invalid_argument("BackoffCoefficient cannot be less than 1 on retry policy.");
  }
  if (api::to_duration(policy.maximum_interval()) < Duration::zero()) {
    return invalid_argument("invalid MaximumInterval set on retry policy: negative duration");
  }
  if (api::to_duration(policy.maximum_interval()) < api::to_duration(policy.initial_interval())) {
    return invalid_argument("MaximumInterval cannot be less than InitialInterval on retry policy.");
  }
  if (policy.maximum_attempts() < 0) {
    return invalid_argument("MaximumAttempts cannot be negative on retry policy.");
  }
  return {};
}

RetryAnswer decide_retry(const RetryQuestion& question) {
  const common::RetryPolicy& policy = question.policy;
  if (!is_retryable(question.failure, policy)) return {enums::RETRY_STATE_NON_RETRYABLE_FAILURE, {}};
  if (policy.maximum_attempts() > 0 && question.attempt >= policy.maximum_attempts()) {
    return {enums::RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED, {}};
  }
  Duration interval = wanted_interval(question);
  const Duration longest = api::to_duration(policy.maximum_interval());
  if (longest == Duration::zero() && interval <= Duration::zero()) return {enums::RETRY_STATE_TIMEOUT, {}};
  if (longest != Duration::zero() && (interval <= Duration::zero() || interval > longest)) interval = longest;
  if (question.expiration && api::later(question.now, interval) > *question.expiration) {
    return {enums::RETRY_STATE_TIMEOUT, {}};
  }
  return {enums::RETRY_STATE_IN_PROGRESS, interval};
}

}  // namespace skald::core
