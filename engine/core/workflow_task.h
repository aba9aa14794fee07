#pragma once

#include <optional>

#include "engine/core/draft.h"

/// The life of a workflow task within a transition.
namespace skald::core {

/// Writes the Scheduled event of a new task, on the sticky queue if there is one.
void schedule_workflow_task(Draft& draft);

/// The same if the run is open and no task is pending. `kWait`: not before the first backoff is over.
enum class DuringBackoff { kWait, kSchedule };
void need_workflow_task(Draft& draft, DuringBackoff rule);

/// Schedules a task that exists for updates alone, on the sticky queue if there is one; in `transition`,
/// which is not logged.
void schedule_speculative_task(const Draft& draft, Transition& transition);
void schedule_speculative_task(Draft& draft);
/// Writes a speculative task down, as what comes after it needs it: in-process workers' starts are still told
/// later.
void write_speculative_task(Draft& draft);

/// Writes what history lacks of a task (Scheduled of a virtual one, Started of one that a worker holds and
/// that was not written at its start). The ids that its next event refers to.
struct TaskEventIds {
  std::int64_t scheduled = 0;
  std::int64_t started = 0;
};
TaskEventIds write_task_events(Draft& draft, const WorkflowTaskState& task);

/// Why a task failed.
struct TaskFailure {
  enums::WorkflowTaskFailedCause cause{};
  std::optional<Failure> failure;
  std::string identity;
};

/// The started task failed: WorkflowTaskFailed (first attempt only), the buffered events, the next task.
void fail_workflow_task(Draft& draft, const TaskFailure& failure);

/// Only WorkflowTaskFailed, and nothing for a later attempt; no task is pending after it.
void write_failed_workflow_task(Draft& draft, const TaskFailure& failure);

/// Like fail_workflow_task for a task that ran too long, or that nobody took from the sticky queue.
void time_out_workflow_task(Draft& draft, enums::TimeoutType type);

/// The run is closed from outside: fails a started task so that the buffered events are seen in history.
void force_close_workflow_task(Draft& draft);

/// When the task must have been completed or, if it is sticky, started. Empty: no deadline.
std::optional<Time> workflow_task_deadline(const RunState& state);

/// The transition; first fails the workflow task if more is buffered than may be.
Transition finish(Draft&& draft);

}  // namespace skald::core
