#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "skald/options.h"

namespace skald {

enum class WorkflowStatus {
  kRunning,
  kCompleted,
  kFailed,
  kCancelled,
  kTerminated,
  kContinuedAsNew,
  kTimedOut,
};

/// "running", "timed out", …
const char* to_string(WorkflowStatus status);

/// An activity that has been scheduled and has not ended.
struct PendingActivity {
  enum class State { kScheduled, kStarted, kCancelRequested };
  std::string id;
  std::string type;
  State state = State::kScheduled;
  std::int32_t attempt = 0;
  std::int32_t maximum_attempts = 0;  ///< 0: no limit.
  Time scheduled;
  std::optional<Time> last_started;
  std::optional<Time> next_attempt;
  std::string last_failure;  ///< Its messages, outermost first, joined by ": "; empty: none yet.
  std::string last_worker;
};

/// A workflow task that waits for a worker or is being worked on.
struct PendingWorkflowTask {
  bool is_started = false;
  std::int32_t attempt = 0;
  Time scheduled;
  std::optional<Time> started;
  std::string last_failure;  ///< Why the attempts before failed; empty for the first one.
};

/// What is known of a run.
struct WorkflowDescription {
  std::string workflow_id;
  std::string run_id;
  std::string first_run_id;
  std::string type;
  std::string task_queue;
  WorkflowStatus status = WorkflowStatus::kRunning;
  Time started;
  std::optional<Time> closed;
  std::int64_t history_events = 0;
  std::int64_t history_bytes = 0;
  std::vector<PendingActivity> pending_activities;
  std::optional<PendingWorkflowTask> pending_workflow_task;
};

}  // namespace skald
