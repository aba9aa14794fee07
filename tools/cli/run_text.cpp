#include "tools/cli/run_text.h"

#include <temporal/api/enums/v1/workflow.pb.h>

#include "engine/api/time.h"
#include "tools/history/enum_spelling.h"
#include "tools/history/payload_text.h"
#include "tools/history/terminal_text.h"
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

Cell status_cell(const RunInfo& run) {
  return {history::enum_words(*enums::WorkflowExecutionStatus_descriptor(), run.status()),
          colour_of(run.status())};
}

std::string lasted_text(const RunInfo& run, Time now) {
  const Time end = run.has_close_time() ? api::to_time(run.close_time()) : now;
  return history::duration_text(end - api::to_time(run.start_time()));
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

std::string moment_text(const google::protobuf::Timestamp& time) {
  return history::moment_text(api::to_time(time));
}

std::string distance_text(Time time, Time now) {
  return time > now ? "in " + history::duration_text(time - now)
                    : history::duration_text(now - time) + " ago";
}

std::string labelled_line(const char* label, const std::string& text) {
  return text.empty() ? "" : history::pad_right(label, 16) + text + "\n";
}

std::string facts_text(const RunInfo& run, Time now) {
  std::string text = labelled_line("workflow id", history::printable(run.execution().workflow_id())) +
                     labelled_line("run id", history::printable(run.execution().run_id())) +
                     labelled_line("type", history::printable(run.type().name())) +
                     labelled_line("status", status_cell(run).text) +
                     labelled_line("task queue", history::printable(run.task_queue())) +
                     labelled_line("started", moment_text(run.start_time())) +
                     labelled_line("lasted", lasted_text(run, now));
  if (run.has_close_time()) text += labelled_line("closed", moment_text(run.close_time()));
  return text + labelled_line("history", std::to_string(run.history_length()) + " events, " +
                                             std::to_string(run.history_size_bytes()) + " bytes");
}

}  // namespace skald::cli
