#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "skald/errors.h"

namespace skald {

/// A child workflow ended without a result, or could not be started; cause() says why (ApplicationError,
/// TimeoutError, CancelledError, TerminatedError).
class ChildWorkflowError : public WorkflowError {
 public:
  ChildWorkflowError(const std::string& message, std::string workflow_type, std::string workflow_id,
                     std::string run_id, std::int32_t retry_state,
                     std::shared_ptr<const WorkflowError> cause);
  const std::string& workflow_type() const { return workflow_type_; }
  const std::string& workflow_id() const { return workflow_id_; }
  /// The run that ended; empty if it never started.
  const std::string& run_id() const { return run_id_; }
  /// temporal.api.enums.v1.RetryState as a number.
  std::int32_t retry_state() const { return retry_state_; }

 private:
  std::string workflow_type_;
  std::string workflow_id_;
  std::string run_id_;
  std::int32_t retry_state_;
};

/// What was sent to another workflow cannot arrive: there is none with this id, or it has ended.
class ExternalWorkflowError : public WorkflowError {
 public:
  using WorkflowError::WorkflowError;
};

}  // namespace skald
