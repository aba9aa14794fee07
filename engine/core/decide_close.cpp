#include <utility>

#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/refusal.h"
#include "engine/core/workflow_task.h"

/// Requests to end a run: politely and not.
namespace skald::core {
namespace {

constexpr char kNoReason[] = "terminated by user via frontend";
constexpr char kNoIdentity[] = "frontend-service";

// A client that means a whole chain of runs names the first one.
Status check_chain(const RunState& state, const std::string& first_run_id) {
  if (first_run_id.empty() || first_run_id == state.started().first_execution_run_id()) return {};
  return not_found("workflow execution not found");
}

std::string or_else(const std::string& text, const char* replacement) {
  return text.empty() ? replacement : text;
}

}  // namespace

Result<Decision> decide_request_cancel(const RunState& state,
                                       const wire::RequestCancelWorkflowExecutionRequest& request,
                                       const Context& context) {
  if (request.request_id().size() > context.limits.id_bytes) {
    return invalid_argument("RequestId length exceeds limit.");
  }
  if (is_closed(state)) return Decision{};
  SKALD_TRY(check_chain(state, request.first_execution_run_id()));
  if (state.cancel_requested()) return Decision{};
  Draft draft(state, context);
  HistoryEvent& event = draft.record(enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
  *event.mutable_links() = request.links();
  auto& attributes = *event.mutable_workflow_execution_cancel_requested_event_attributes();
  attributes.set_cause(request.reason());
  attributes.set_identity(request.identity());
  if (!request.request_id().empty()) {
    auto& seen = *draft.add_fact().mutable_request_seen();
    seen.set_request_id(request.request_id());
    seen.set_event_id(event.event_id());
  }
  need_workflow_task(draft, DuringBackoff::kSchedule);
  return Decision{finish(std::move(draft)), {}, {}};
}

Result<Decision> decide_terminate(const RunState& state,
                                  const wire::TerminateWorkflowExecutionRequest& request,
                                  const Context& context) {
  if (is_closed(state)) return workflow_closed();
  SKALD_TRY(check_chain(state, request.first_execution_run_id()));
  if (request.details().ByteSizeLong() > context.limits.blob_bytes) {
    return invalid_argument("Blob data size exceeds limit.");
  }
  Draft draft(state, context);
  force_close_workflow_task(draft);
  HistoryEvent& event = draft.add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED);
  *event.mutable_links() = request.links();
  auto& attributes = *event.mutable_workflow_execution_terminated_event_attributes();
  attributes.set_reason(or_else(request.reason(), kNoReason));
  if (request.has_details()) *attributes.mutable_details() = request.details();
  attributes.set_identity(or_else(request.identity(), kNoIdentity));
  draft.close();
  return Decision{finish(std::move(draft)), {}, {}};
}

}  // namespace skald::core
