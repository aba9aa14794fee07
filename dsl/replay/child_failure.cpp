#include "dsl/replay/child_failure.h"

#include <memory>
#include <utility>

#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/payload_conversion.h"
#include "skald/child_errors.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;
using Cause = std::shared_ptr<const WorkflowError>;

template <class Attributes>
std::exception_ptr ended(const std::string& message, const Attributes& attributes,
                         enums::RetryState retry_state, Cause cause) {
  return std::make_exception_ptr(ChildWorkflowError(
      message, attributes.workflow_type().name(), attributes.workflow_execution().workflow_id(),
      attributes.workflow_execution().run_id(), static_cast<std::int32_t>(retry_state), std::move(cause)));
}

std::exception_ptr not_started(
    const std::string& child,
    const temporal::api::history::v1::StartChildWorkflowExecutionFailedEventAttributes& attributes) {
  const bool is_taken =
      attributes.cause() == enums::START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS;
  const std::string why = is_taken
                              ? "there is a workflow with the id " + attributes.workflow_id() + " already"
                              : "no such namespace";
  const auto cause = std::make_shared<ApplicationError>(
      why,
      ApplicationError::Options{.type = is_taken ? "WorkflowExecutionAlreadyStarted" : "NamespaceNotFound"});
  return std::make_exception_ptr(ChildWorkflowError(child + " was not started: " + why,
                                                    attributes.workflow_type().name(),
                                                    attributes.workflow_id(), {}, 0, cause));
}

}  // namespace

std::exception_ptr child_failure(const std::string& child,
                                 const temporal::api::history::v1::HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED:
      return not_started(child, event.start_child_workflow_execution_failed_event_attributes());
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED: {
      const auto& attributes = event.child_workflow_execution_failed_event_attributes();
      return ended(child + " failed", attributes, attributes.retry_state(), to_error(attributes.failure()));
    }
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED: {
      const auto& attributes = event.child_workflow_execution_canceled_event_attributes();
      return ended(
          child + " was cancelled", attributes, enums::RETRY_STATE_UNSPECIFIED,
          std::make_shared<CancelledError>(child + " was cancelled", from_message(attributes.details())));
    }
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT: {
      const auto& attributes = event.child_workflow_execution_timed_out_event_attributes();
      return ended(child + " timed out", attributes, attributes.retry_state(),
                   std::make_shared<TimeoutError>(child + " timed out", TimeoutType::kStartToClose,
                                                  Payloads(), nullptr));
    }
    default:
      return ended(child + " was terminated", event.child_workflow_execution_terminated_event_attributes(),
                   enums::RETRY_STATE_UNSPECIFIED,
                   std::make_shared<TerminatedError>(child + " was terminated"));
  }
}

}  // namespace skald::replay
