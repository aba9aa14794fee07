#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "skald/options.h"

namespace skald {

/// How far a run is, or how it ended.
enum class WorkflowStatus {
  kRunning,         ///< It is open, also if it only waits.
  kCompleted,       ///< It returned.
  kFailed,          ///< A WorkflowError left it.
  kCancelled,       ///< It ended itself because somebody asked it to.
  kTerminated,      ///< Somebody ended it from outside.
  kContinuedAsNew,  ///< The next run of the chain goes on.
  kTimedOut,        ///< Its execution or run timeout passed.
};

/// "running", "timed out", …
const char* to_string(WorkflowStatus status);

/// An activity that has been scheduled and has not ended.
struct PendingActivity {
  enum class State {
    kScheduled,        ///< Waits for a worker, or for its next attempt.
    kStarted,          ///< An attempt runs.
    kCancelRequested,  ///< The workflow wants it to stop.
  };
  std::string id;
  std::string type;
  State state = State::kScheduled;
  std::int32_t attempt = 0;           ///< The current one, from 1.
  std::int32_t maximum_attempts = 0;  ///< 0: no limit.
  Time scheduled;                     ///< The first attempt.
  std::optional<Time> last_started;   ///< The newest attempt; nothing: none has started.
  std::optional<Time> next_attempt;   ///< When the next one begins, if it waits for that.
  std::string last_failure;           ///< Its messages, outermost first, joined by ": "; empty: none yet.
  std::string last_worker;            ///< Identity of the worker that had the newest attempt.
};

/// A workflow task that waits for a worker or is being worked on.
struct PendingWorkflowTask {
  bool is_started = false;      ///< A worker has it.
  std::int32_t attempt = 0;     ///< From 1.
  Time scheduled;               ///< This attempt.
  std::optional<Time> started;  ///< When the worker got it.
  std::string last_failure;     ///< Why the attempts before failed; empty for the first one.
};

/// What a list says of a run.
struct WorkflowSummary {
  std::string workflow_id;
  std::string run_id;
  std::string first_run_id;  ///< Of the chain of runs (continue-as-new, retries) that this one belongs to.
  std::string type;
  std::string task_queue;
  WorkflowStatus status = WorkflowStatus::kRunning;
  Time started;
  std::optional<Time> closed;  ///< Nothing: it is open.
  std::int64_t history_events = 0;
  std::int64_t history_bytes = 0;
};

/// What is known of a run.
struct WorkflowDescription : WorkflowSummary {
  std::vector<PendingActivity> pending_activities;
  std::optional<PendingWorkflowTask> pending_workflow_task;
};

}  // namespace skald
