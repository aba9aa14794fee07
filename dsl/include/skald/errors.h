#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "skald/options.h"
#include "skald/payload.h"

namespace skald {

/// The root of all failures that belong to a workflow's story. One that leaves the workflow function fails
/// the workflow; one that leaves an activity fails the attempt. Every other exception is a defect of the
/// program: it fails the workflow *task*, which is tried again, so that a fixed build heals the run.
class WorkflowError : public std::runtime_error {
 public:
  WorkflowError(const std::string& message, std::shared_ptr<const WorkflowError> cause = nullptr);
  /// What led to this; null if nothing did.
  const std::shared_ptr<const WorkflowError>& cause() const { return cause_; }
  /// The innermost cause; this error if it has none.
  const WorkflowError& root_cause() const;
  /// The messages of the chain, outermost first, joined by ": ".
  std::string chain() const;

  /// The first error of class E in the chain, this one included; null if there is none. Lives as long as this
  /// error: if (const auto* timeout = error.find<skald::TimeoutError>()) …
  template <std::derived_from<WorkflowError> E>
  const E* find() const {
    const auto* error = this;
    while (error != nullptr && dynamic_cast<const E*>(error) == nullptr) error = error->cause_.get();
    return dynamic_cast<const E*>(error);
  }
  /// True if the chain, this error included, has an ApplicationError of this type: what the code that failed
  /// called the failure, in whatever language it is written: if (error.has_type("CardDeclined")) …
  bool has_type(std::string_view application_error_type) const;

 private:
  std::shared_ptr<const WorkflowError> cause_;
};

/// A failure that the author throws, or that another SDK's author threw.
class ApplicationError : public WorkflowError {
 public:
  struct Options {
    std::string type = {};           ///< What retry policies name; default "ApplicationError".
    bool non_retryable = {};         ///< Trying again would not change it.
    Duration next_retry_delay = {};  ///< Replaces the retry policy's next interval.
    Payloads details = {};           ///< For programs that read the failure.
  };
  explicit ApplicationError(const std::string& message);
  ApplicationError(const std::string& message, Options options,
                   std::shared_ptr<const WorkflowError> cause = nullptr);
  const std::string& type() const { return options_.type; }
  bool non_retryable() const { return options_.non_retryable; }
  Duration next_retry_delay() const { return options_.next_retry_delay; }
  const Payloads& details() const { return options_.details; }

 private:
  Options options_;
};

/// A failure that trying again would not change: throw skald::non_retryable("CardDeclined", "card ends in
/// 1234"). An activity that throws it is not retried, whatever its retry policy says; a workflow that throws
/// it fails. `type`: what WorkflowError::has_type finds, hence a constant of the contract; `message`: for
/// people.
ApplicationError non_retryable(const char* type, const std::string& message);

/// The cancellation of a workflow, scope or activity arrived here.
class CancelledError : public WorkflowError {
 public:
  explicit CancelledError(const std::string& message, Payloads details = {});
  const Payloads& details() const { return details_; }

 private:
  Payloads details_;
};

/// Which time was up (the fields of ActivityOptions). A workflow's own timeouts are kStartToClose.
enum class TimeoutType { kStartToClose, kScheduleToStart, kScheduleToClose, kHeartbeat };

/// An activity or a workflow did not end in time. What it was doing may have happened, or still be going on.
class TimeoutError : public WorkflowError {
 public:
  TimeoutError(const std::string& message, TimeoutType type, Payloads last_heartbeat_details = {},
               std::shared_ptr<const WorkflowError> cause = nullptr);
  TimeoutType type() const { return type_; }
  /// What the last attempt gave to activity::heartbeat; empty if nothing.
  const Payloads& last_heartbeat_details() const { return last_heartbeat_details_; }

 private:
  TimeoutType type_;
  Payloads last_heartbeat_details_;
};

/// Somebody ended the workflow from outside, at once.
class TerminatedError : public WorkflowError {
 public:
  explicit TerminatedError(const std::string& message) : WorkflowError(message) {}
};

/// An activity ended without a result; cause() says why (ApplicationError, TimeoutError, CancelledError).
class ActivityError : public WorkflowError {
 public:
  ActivityError(const std::string& message, std::string activity_type, std::string activity_id,
                std::int32_t retry_state, std::shared_ptr<const WorkflowError> cause);
  const std::string& activity_type() const { return activity_type_; }
  const std::string& activity_id() const { return activity_id_; }
  /// temporal.api.enums.v1.RetryState as a number.
  std::int32_t retry_state() const { return retry_state_; }

 private:
  std::string activity_type_;
  std::string activity_id_;
  std::int32_t retry_state_;
};

/// A payload is not what the type says. The message names the path inside the value, what was expected and
/// what was found. Fails the workflow task, not the workflow.
class PayloadError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The program used the library in a way that cannot work (outside a workflow, a name registered twice, …).
class UsageError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace skald
