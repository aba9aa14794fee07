#pragma once

#include <string>

#include "engine/core/names.h"

/// Failures that the engine itself makes, as Temporal's server words them.
namespace skald::core {

enum class IsRetryable { kYes, kNo };

Failure server_failure(const std::string& message, IsRetryable retryable);
/// What the server itself says of an update; never retryable.
Failure server_made_failure(const std::string& message, const std::string& type);
/// "activity StartToClose timeout" and the like. The subject: "activity" or "workflow".
Failure timeout_failure(const std::string& message, enums::TimeoutType type);
/// The name of a timeout type as it stands in messages and in non_retryable_error_types: "StartToClose".
const char* timeout_name(enums::TimeoutType type);
/// A copy of at most about `bytes`: texts are cut, details and the deepest causes left out.
Failure truncated(const Failure& failure, std::size_t bytes);
/// `failure`, or if it is larger than a blob may be, a failure that says so.
Failure capped(const Failure& failure, const Limits& limits);
/// What a state keeps of the failure of an attempt that is tried again: at most 4 KiB.
Failure kept(const Failure& failure);

}  // namespace skald::core
