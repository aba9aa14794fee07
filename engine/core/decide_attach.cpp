#include <utility>

#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/workflow_task.h"

namespace skald::core {

Result<Decision> decide_attach(const RunState& state, const wire::StartWorkflowExecutionRequest& request,
                               const Context& context) {
  const bool is_done = is_closed(state) || state.requests_attached().contains(request.request_id());
  if (!request.has_on_conflict_options() || is_done) return Decision{};
  const auto& wanted = request.on_conflict_options();
  Draft draft(state, context);
  HistoryEvent& event = draft.record(enums::EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED);
  event.set_worker_may_ignore(true);
  if (wanted.attach_links()) *event.mutable_links() = request.links();
  auto& attributes = *event.mutable_workflow_execution_options_updated_event_attributes();
  if (wanted.attach_request_id()) attributes.set_attached_request_id(request.request_id());
  return Decision{finish(std::move(draft)), {}, {}};
}

}  // namespace skald::core
