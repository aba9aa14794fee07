#include <utility>

#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/refusal.h"
#include "engine/core/signal.h"
#include "engine/core/workflow_task.h"

namespace skald::core {
namespace {

// Signals that keep coming could keep a workflow from closing for ever: while it tries again, they wait.
bool is_closing(const RunState& state) {
  return state.close_attempted() && is_started(state.workflow_task());
}

Result<Decision> signal(const RunState& state, const wire::SignalWorkflowExecutionRequest& request,
                        DuringBackoff rule, const Context& context) {
  SKALD_TRY(check_signal(request, context.limits));
  if (has_had_signal(state, request.request_id())) return Decision{};
  SKALD_TRY(check_takes_signal(state, context.limits));
  Draft draft(state, context);
  record_signal(draft, request);
  need_workflow_task(draft, rule);
  return Decision{finish(std::move(draft)), {}, {}};
}

}  // namespace

Status check_signal(const wire::SignalWorkflowExecutionRequest& request, const Limits& limits) {
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

Status check_takes_signal(const RunState& state, const Limits& limits) {
  if (is_closed(state)) return workflow_closed();
  if (is_closing(state)) return workflow_closing();
  if (state.signal_count() >= limits.signals) {
    return invalid_argument("exceeded workflow execution limit for signal events");
  }
  return {};
}

bool has_had_signal(const RunState& state, const std::string& request_id) {
  return !request_id.empty() && state.requests_seen().contains(request_id);
}

HistoryEvent& record_signal(Draft& draft, const wire::SignalWorkflowExecutionRequest& request) {
  HistoryEvent& event = draft.record(enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
  *event.mutable_links() = request.links();
  auto& attributes = *event.mutable_workflow_execution_signaled_event_attributes();
  attributes.set_signal_name(request.signal_name());
  if (request.has_input()) *attributes.mutable_input() = request.input();
  attributes.set_identity(request.identity());
  if (request.has_header()) *attributes.mutable_header() = request.header();
  attributes.set_request_id(request.request_id());
  return event;
}

Result<Decision> decide_signal(const RunState& state, const wire::SignalWorkflowExecutionRequest& request,
                               const Context& context) {
  return signal(state, request, DuringBackoff::kWait, context);
}

Result<Decision> decide_signal_with_start(const RunState& state,
                                          const wire::SignalWorkflowExecutionRequest& request,
                                          const Context& context) {
  return signal(state, request, DuringBackoff::kSchedule, context);
}

}  // namespace skald::core
