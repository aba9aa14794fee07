#include "engine/core/run_deadline.h"

#include "engine/api/time.h"

namespace skald::core {

std::optional<RunDeadline> run_deadline(const RunState& state) {
  const auto& started = state.started();
  std::optional<RunDeadline> deadline;
  if (started.has_workflow_execution_expiration_time()) {
    deadline = RunDeadline{api::to_time(started.workflow_execution_expiration_time()), true};
  }
  if (!api::is_set(started.workflow_run_timeout())) return deadline;
  // Counted from the end of the backoff.
  const Time end =
      api::later(api::to_time(state.execution_time()), api::to_duration(started.workflow_run_timeout()));
  if (!deadline || end < deadline->time) deadline = RunDeadline{end, false};
  return deadline;
}

std::optional<Time> backoff_end(const RunState& state) {
  if (!is_in_backoff(state)) return {};
  return api::to_time(state.execution_time());
}

}  // namespace skald::core
