#include "engine/core/failures.h"

namespace skald::core {
namespace {

constexpr char kServer[] = "Server";
constexpr std::size_t kCauseBytes = 4096;
constexpr char kTooLarge[] = "Failure exceeds size limit.";

std::string cut(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  // Not in the middle of a character: protobuf strings must be valid UTF-8.
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0u) == 0x80u) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

Failure server_failure(const std::string& message, IsRetryable retryable) {
  Failure failure;
  failure.set_message(message);
  failure.mutable_server_failure_info()->set_non_retryable(retryable == IsRetryable::kNo);
  return failure;
}

Failure server_made_failure(const std::string& message, const std::string& type) {
  Failure failure;
  failure.set_message(message);
  failure.set_source(kServer);
  failure.mutable_application_failure_info()->set_type(type);
  failure.mutable_application_failure_info()->set_non_retryable(true);
  return failure;
}

Failure timeout_failure(const std::string& message, enums::TimeoutType type) {
  Failure failure;
  failure.set_message(message);
  failure.set_source(kServer);
  failure.mutable_timeout_failure_info()->set_timeout_type(type);
  return failure;
}

const char* timeout_name(enums::TimeoutType type) {
  switch (type) {
    case enums::TIMEOUT_TYPE_START_TO_CLOSE: return "StartToClose";
    case enums::TIMEOUT_TYPE_SCHEDULE_TO_START: return "ScheduleToStart";
    case enums::TIMEOUT_TYPE_SCHEDULE_TO_CLOSE: return "ScheduleToClose";
    case enums::TIMEOUT_TYPE_HEARTBEAT: return "Heartbeat";
    default: return "Unspecified";
  }
}

Failure truncated(const Failure& failure, std::size_t bytes) {
  if (failure.ByteSizeLong() <= bytes) return failure;
  Failure shorter;
  shorter.set_source(cut(failure.source(), bytes / 8));
  shorter.set_message(cut(failure.message(), bytes / 2));
  shorter.set_stack_trace(cut(failure.stack_trace(), bytes / 4));
  if (failure.has_application_failure_info()) {
    auto& info = *shorter.mutable_application_failure_info();
    info.set_type(cut(failure.application_failure_info().type(), bytes / 8));
    info.set_non_retryable(failure.application_failure_info().non_retryable());
  } else if (failure.has_server_failure_info()) {
    *shorter.mutable_server_failure_info() = failure.server_failure_info();
  } else if (failure.has_timeout_failure_info()) {
    shorter.mutable_timeout_failure_info()->set_timeout_type(failure.timeout_failure_info().timeout_type());
  }
  const std::size_t used = shorter.ByteSizeLong();
  if (failure.has_cause() && used + 64 < bytes) {
    *shorter.mutable_cause() = truncated(failure.cause(), bytes - used - 16);
  }
  return shorter;
}

Failure capped(const Failure& failure, const Limits& limits) {
  if (failure.ByteSizeLong() <= limits.blob_bytes) return failure;
  Failure replacement = server_failure(kTooLarge, IsRetryable::kNo);
  *replacement.mutable_cause() = truncated(failure, kCauseBytes);
  return replacement;
}

Failure kept(const Failure& failure) {
  if (failure.ByteSizeLong() <= kCauseBytes) return failure;
  Failure replacement = server_failure(kTooLarge, IsRetryable::kYes);
  *replacement.mutable_cause() = truncated(failure, kCauseBytes - 64);
  return replacement;
}

}  // namespace skald::core
