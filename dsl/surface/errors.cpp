#include "skald/errors.h"

#include <utility>

namespace skald {

WorkflowError::WorkflowError(const std::string& message, std::shared_ptr<const WorkflowError> cause)
    : std::runtime_error(message), cause_(std::move(cause)) {}

const WorkflowError& WorkflowError::root_cause() const {
  const auto* error = this;
  while (error->cause_) error = error->cause_.get();
  return *error;
}

std::string WorkflowError::chain() const {
  std::string text = what();
  for (auto error = cause_; error; error = error->cause_) (text += ": ") += error->what();
  return text;
}

bool WorkflowError::has_type(std::string_view application_error_type) const {
  const auto* error = find<ApplicationError>();
  while (error != nullptr && error->type() != application_error_type) {
    error = error->cause_ ? error->cause_->find<ApplicationError>() : nullptr;
  }
  return error != nullptr;
}

ApplicationError::ApplicationError(const std::string& message) : ApplicationError(message, Options()) {}

ApplicationError::ApplicationError(const std::string& message, Options options,
                                   std::shared_ptr<const WorkflowError> cause)
    : WorkflowError(message, std::move(cause)), options_(std::move(options)) {
  if (options_.type.empty()) options_.type = "ApplicationError";
}

ApplicationError non_retryable(const char* type, const std::string& message) {
  return {message, {.type = type, .non_retryable = true}};
}

CancelledError::CancelledError(const std::string& message, Payloads details)
    : WorkflowError(message), details_(std::move(details)) {}

TimeoutError::TimeoutError(const std::string& message, TimeoutType type, Payloads last_heartbeat_details,
                           std::shared_ptr<const WorkflowError> cause)
    : WorkflowError(message, std::move(cause)),
      type_(type),
      last_heartbeat_details_(std::move(last_heartbeat_details)) {}

ActivityError::ActivityError(const std::string& message, std::string activity_type, std::string activity_id,
                             std::int32_t retry_state, std::shared_ptr<const WorkflowError> cause)
    : WorkflowError(message, std::move(cause)),
      activity_type_(std::move(activity_type)),
      activity_id_(std::move(activity_id)),
      retry_state_(retry_state) {}

}  // namespace skald
