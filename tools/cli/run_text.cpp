#include "tools/cli/run_text.h"

#include <temporal/api/enums/v1/workflow.pb.h>

#include "engine/api/time.h"
#include "tools/history/enum_spelling.h"
#include "tools/history/payload_text.h"
#include "tools/history/time_text.h"

namespace skald::cli {

using history::Colour;
using internal::v1::WorkflowTaskState;

namespace enums = temporal::api::enums::v1;

namespace {

constexpr std::int32_t kFailuresWorthTelling = 3;
constexpr Duration kWaitWorthTelling = std::chrono::minutes(1);

Colour colour_of(int status) {
  switch (status) {
    case enums::WORKFLOW_EXECUTION_STATUS_RUNNING: return Colour::kYellow;
    case enums::WORKFLOW_EXECUTION_STATUS_COMPLETED: return Colour::kGreen;
    case enums::WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW: return Colour::kNone;
    default: return Colour::kRed;
  }
}

}  // namespace

Cell status_cell(const store::Visibility& row) {
  return {history::enum_words(*enums::WorkflowExecutionStatus_descriptor(), row.status),
          colour_of(row.status)};
}

std::string lasted_text(const store::Visibility& row, Time now) {
  const std::int64_t end = row.close_time != 0 ? row.close_time : now.time_since_epoch().count();
  return history::duration_text(Duration(end - row.start_time));
}

std::string standstill_text(const core::RunState& state, Time now) {
  const WorkflowTaskState& task = state.workflow_task();
  if (task.stage() == WorkflowTaskState::STAGE_NONE) return "";
  if (task.attempt() > kFailuresWorthTelling) {
    const std::string failure = state.has_last_workflow_task_failure()
                                    ? ": " + history::failure_text(state.last_workflow_task_failure())
                                    : "";
    return "its task failed " + std::to_string(task.attempt() - 1) + " times" + failure;
  }
  const Duration waiting = now - api::to_time(task.scheduled_time());
  if (task.stage() == WorkflowTaskState::STAGE_SCHEDULED && waiting >= kWaitWorthTelling) {
    return "waits for a worker on " + task.task_queue().name() + " since " + history::duration_text(waiting);
  }
  return "";
}

std::string stored_moment(std::int64_t nanoseconds) {
  return history::moment_text(Time(Duration(nanoseconds)));
}

}  // namespace skald::cli
