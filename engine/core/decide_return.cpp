#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/refusal.h"

namespace skald::core {

Result<Decision> decide_return_workflow_task(const RunState& state, const Poller& poller,
                                             const Context& context) {
  const WorkflowTaskState& task = state.workflow_task();
  const bool is_held =
      !is_closed(state) && is_started(task) && !task.returned() && task.request_id() == poller.request_id;
  if (!is_held) return workflow_task_not_found();
  Draft draft(state, context);
  auto& fact = *draft.add_fact().mutable_workflow_task_returned();
  fact.set_scheduled_event_id(task.scheduled_event_id());
  fact.set_started_event_id(task.started_event_id());
  return Decision{draft.take(), {}, {}};
}

Result<Decision> decide_return_activity(const RunState& state, std::int64_t scheduled_event_id,
                                        const Poller& poller, const Context& context) {
  const auto found = state.activities().find(scheduled_event_id);
  const bool is_held = !is_closed(state) && found != state.activities().end() &&
                       found->second.has_started_time() && found->second.request_id() == poller.request_id;
  if (!is_held) return not_found("Activity task not found.");
  Draft draft(state, context);
  auto& fact = *draft.add_fact().mutable_activity_returned();
  fact.set_scheduled_event_id(scheduled_event_id);
  fact.set_attempt(found->second.attempt());
  return Decision{draft.take(), {}, {}};
}

}  // namespace skald::core
