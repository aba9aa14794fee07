#include <utility>

#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/refusal.h"
#include "engine/core/workflow_task.h"

namespace skald::core {
namespace {

Status check_request(const wire::SignalWorkflowExecutionRequest& request, const Limits& limits) {
  if (request.signal_name().empty()) return invalid_argument("SignalName is not set on request.");
  if (request.signal_name().size() > limits.id_bytes)
    return invalid_argument("SignalName length exceeds limit.");
  if (request.request_id().size() > limits.id_bytes)
    return invalid_argument("RequestId length exceeds limit.");
  if (request.input().ByteSizeLong() > limits.blob_bytes ||
      request.header().ByteSizeLong() > limits.blob_bytes) {
    return invalid_argument("Blob data size exceeds limit.");
  }
  return {};
}

bool is_seen(const RunState& state, const std::string& request_id) {
  return !request_id.empty() &&
         (state.requests_seen().contains(request_id) || state.start_request_id() == request_id);
}

// Signals that keep coming could keep a workflow from closing for ever: while it tries again, they wait.
bool is_closing(const RunState& state) {
  return state.close_attempted() && is_started(state.workflow_task());
}

}  // namespace

Result<Decision> decide_signal(const RunState& state, const wire::SignalWorkflowExecutionRequest& request,
                               const Context& context) {
  SKALD_TRY(check_request(request, context.limits));
  if (is_seen(state, request.request_id())) return Decision{};
  if (is_closed(state)) return workflow_closed();
  if (is_closing(state)) return workflow_closing();
  if (state.signal_count() >= context.limits.signals) {
    return invalid_argument("exceeded workflow execution limit for signal events");
  }
  Draft draft(state, context);
  HistoryEvent& event = draft.record(enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
  *event.mutable_links() = request.links();
  auto& attributes = *event.mutable_workflow_execution_signaled_event_attributes();
  attributes.set_signal_name(request.signal_name());
  if (request.has_input()) *attributes.mutable_input() = request.input();
  attributes.set_identity(request.identity());
  if (request.has_header()) *attributes.mutable_header() = request.header();
  attributes.set_request_id(request.request_id());
  need_workflow_task(draft, DuringBackoff::kWait);
  return Decision{finish(std::move(draft)), {}, {}};
}

}  // namespace skald::core
