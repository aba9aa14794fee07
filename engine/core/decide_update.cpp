#include <algorithm>

#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/refusal.h"
#include "engine/core/update.h"
#include "engine/core/workflow_task.h"

namespace skald::core {
namespace {

// From this attempt on nobody believes that the task will succeed soon.
constexpr std::int32_t kHopelessAttempt = 3;

std::size_t in_flight(const RunState& state, const AdmittedUpdates& admitted) {
  const auto accepted = std::count_if(state.updates().begin(), state.updates().end(), [](const auto& entry) {
    return entry.second.completed_event_id() == 0;
  });
  return admitted.size() + static_cast<std::size_t>(accepted);
}

Status check_limits(const RunState& state, const AdmittedUpdates& admitted, const Limits& limits) {
  if (in_flight(state, admitted) >= limits.updates_in_flight) {
    return too_many_updates("limit on number of concurrent in-flight updates has been reached (" +
                            std::to_string(limits.updates_in_flight) + ")");
  }
  if (static_cast<std::size_t>(state.updates().size()) + admitted.size() >= limits.updates) {
    return Error{Code::kFailedPrecondition,
                 "The limit on the total number of distinct updates in this workflow has been reached (" +
                     std::to_string(limits.updates) +
                     "). Make sure any duplicate updates share an Update ID so the server can deduplicate "
                     "them, and consider rejecting updates that you aren't going to process",
                 {}};
  }
  return {};
}

}  // namespace

Result<UpdateAdmission> decide_update(const RunState& state, const AdmittedUpdates& admitted,
                                      const wire::UpdateWorkflowExecutionRequest& request,
                                      const Context& context) {
  const std::string& chain = request.first_execution_run_id();
  if (!chain.empty() && chain != state.started().first_execution_run_id()) {
    return not_found("workflow execution not found");
  }
  const std::string& id = request.request().meta().update_id();
  UpdateAdmission admission;
  if (update_stage(state, id) != UpdateStage::kUnknown || find_update(admitted, id) != nullptr)
    return admission;
  if (is_closed(state)) return workflow_closed();
  if (state.close_attempted() && is_started(state.workflow_task())) return workflow_closing();
  if (state.workflow_task().attempt() >= kHopelessAttempt) {
    return workflow_not_ready(
        "Unable to perform workflow execution update due to Workflow Task in failed state.");
  }
  SKALD_TRY(check_limits(state, admitted, context.limits));
  admission.is_new = true;
  if (state.workflow_task().stage() != WorkflowTaskState::STAGE_NONE) return admission;
  Draft draft(state, context);
  schedule_speculative_task(draft);
  admission.transition = draft.take();
  return admission;
}

}  // namespace skald::core
