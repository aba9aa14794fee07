#include "workers/close_event.h"

#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/payload_conversion.h"
#include "skald/client_errors.h"

namespace skald::workers {
namespace {

using temporal::api::history::v1::HistoryEvent;

std::string name(const detail::RunRef& run) {
  return "workflow " + run.workflow_id + (run.run_id.empty() ? "" : ", run " + run.run_id);
}

std::exception_ptr failure_of(const HistoryEvent& event, const detail::RunRef& run) {
  switch (event.attributes_case()) {
    case HistoryEvent::kWorkflowExecutionFailedEventAttributes:
      return std::make_exception_ptr(WorkflowFailedError(
          name(run) + " failed", run.workflow_id, run.run_id,
          replay::to_error(event.workflow_execution_failed_event_attributes().failure())));
    case HistoryEvent::kWorkflowExecutionCanceledEventAttributes:
      return std::make_exception_ptr(CancelledError(
          name(run) + " was cancelled",
          replay::from_message(event.workflow_execution_canceled_event_attributes().details())));
    case HistoryEvent::kWorkflowExecutionTerminatedEventAttributes:
      return std::make_exception_ptr(TerminatedError(
          name(run) + " was terminated: " + event.workflow_execution_terminated_event_attributes().reason()));
    case HistoryEvent::kWorkflowExecutionTimedOutEventAttributes:
      return std::make_exception_ptr(TimeoutError(name(run) + " timed out", TimeoutType::kStartToClose));
    default:
      return std::make_exception_ptr(ClientError(
          ClientErrorCode::kDataLoss, name(run) + " ended with an event that ends no workflow (event " +
                                          std::to_string(event.event_id()) + ")"));
  }
}

}  // namespace

const std::string& following_run(const HistoryEvent& event) {
  switch (event.attributes_case()) {
    case HistoryEvent::kWorkflowExecutionContinuedAsNewEventAttributes:
      return event.workflow_execution_continued_as_new_event_attributes().new_execution_run_id();
    case HistoryEvent::kWorkflowExecutionCompletedEventAttributes:
      return event.workflow_execution_completed_event_attributes().new_execution_run_id();
    case HistoryEvent::kWorkflowExecutionFailedEventAttributes:
      return event.workflow_execution_failed_event_attributes().new_execution_run_id();
    case HistoryEvent::kWorkflowExecutionTimedOutEventAttributes:
      return event.workflow_execution_timed_out_event_attributes().new_execution_run_id();
    default: break;
  }
  static const std::string none;
  return none;
}

detail::Answer outcome(const HistoryEvent& event, const detail::RunRef& run) {
  detail::Answer answer;
  answer.run = run;
  if (!event.has_workflow_execution_completed_event_attributes()) {
    answer.error = failure_of(event, run);
    return answer;
  }
  const auto& result = event.workflow_execution_completed_event_attributes().result();
  answer.payload =
      result.payloads_size() == 0 ? replay::null_payload() : replay::from_message(result.payloads(0));
  return answer;
}

}  // namespace skald::workers
