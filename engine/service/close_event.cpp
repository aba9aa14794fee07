#include "engine/service/close_event.h"

#include <string>
#include <utility>

// The failure of a continue-as-new is deprecated in the API, and still what these clients read.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::service {
namespace {

using temporal::api::history::v1::HistoryEvent;
using temporal::api::history::v1::WorkflowExecutionContinuedAsNewEventAttributes;
namespace enums = temporal::api::enums::v1;

// Empty new run id: nothing follows.
WorkflowExecutionContinuedAsNewEventAttributes continuation(const HistoryEvent& event) {
  WorkflowExecutionContinuedAsNewEventAttributes next;
  switch (event.event_type()) {
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: {
      const auto& completed = event.workflow_execution_completed_event_attributes();
      next.set_new_execution_run_id(completed.new_execution_run_id());
      if (completed.has_result()) *next.mutable_last_completion_result() = completed.result();
      break;
    }
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: {
      const auto& failed = event.workflow_execution_failed_event_attributes();
      next.set_new_execution_run_id(failed.new_execution_run_id());
      *next.mutable_failure() = failed.failure();
      break;
    }
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: {
      const auto& timed_out = event.workflow_execution_timed_out_event_attributes();
      next.set_new_execution_run_id(timed_out.new_execution_run_id());
      next.mutable_failure()->set_message("workflow timeout");
      next.mutable_failure()->set_source("Server");
      next.mutable_failure()->mutable_timeout_failure_info()->set_timeout_type(
          enums::TIMEOUT_TYPE_START_TO_CLOSE);
      break;
    }
    default: break;
  }
  return next;
}

}  // namespace

void tell_as_continued(temporal::api::history::v1::History& history) {
  if (history.events().empty()) return;
  HistoryEvent& event = *history.mutable_events()->rbegin();
  auto next = continuation(event);
  if (next.new_execution_run_id().empty()) return;
  event.set_event_type(enums::EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW);
  *event.mutable_workflow_execution_continued_as_new_event_attributes() = std::move(next);
}

}  // namespace skald::service
