#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/refusal.h"

namespace skald::core {

Result<Decision> decide_reset_sticky(const RunState& state, const Context& context) {
  if (is_closed(state)) return workflow_closed();
  // Its timeout, which leads to the run's own queue, is kept with the stickiness.
  const bool is_awaited = is_scheduled(state.workflow_task()) &&
                          state.workflow_task().task_queue().kind() == enums::TASK_QUEUE_KIND_STICKY;
  if (!state.has_sticky() || is_awaited) return Decision{};
  Draft draft(state, context);
  draft.leave_speculative();  // a worker may hold one: where the next goes does not make it real
  draft.add_fact().mutable_sticky_changed();
  return Decision{draft.take(), {}, {}};
}

}  // namespace skald::core
