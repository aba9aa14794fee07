#pragma once

#include <temporal/api/command/v1/message.pb.h>
#include <temporal/api/enums/v1/command_type.pb.h>
#include <temporal/api/enums/v1/event_type.pb.h>
#include <temporal/api/enums/v1/failed_cause.pb.h>
#include <temporal/api/enums/v1/workflow.pb.h>
#include <temporal/api/history/v1/message.pb.h>

#include "engine/api/time.h"
#include "engine/core/decision.h"

/// Short names for the messages that this folder speaks of everywhere.
namespace skald::core {

namespace command = ::temporal::api::command::v1;
namespace common = ::temporal::api::common::v1;
namespace enums = ::temporal::api::enums::v1;
namespace history = ::temporal::api::history::v1;

using HistoryEvent = history::HistoryEvent;
using Failure = ::temporal::api::failure::v1::Failure;
using internal::v1::ActivityState;
using internal::v1::Fact;
using internal::v1::StickyChanged;
using internal::v1::TaskToken;
using internal::v1::TimerState;
using internal::v1::WorkflowTaskState;

/// Who acts when the engine itself does, as Temporal's server names itself.
inline constexpr char kHistoryService[] = "history-service";

inline bool is_closed(const RunState& state) {
  return state.status() != enums::WORKFLOW_EXECUTION_STATUS_RUNNING &&
         state.status() != enums::WORKFLOW_EXECUTION_STATUS_UNSPECIFIED;
}

inline bool is_started(const WorkflowTaskState& task) {
  return task.stage() == WorkflowTaskState::STAGE_STARTED;
}

inline bool is_scheduled(const WorkflowTaskState& task) {
  return task.stage() == WorkflowTaskState::STAGE_SCHEDULED;
}

/// Waits for a worker: scheduled, or given back because its worker never got it.
inline bool is_ready(const WorkflowTaskState& task) {
  return is_scheduled(task) || (is_started(task) && task.returned());
}

/// True while the first workflow task waits for the end of its backoff (start delay, retry, continue-as-new).
inline bool is_in_backoff(const RunState& state) {
  return !state.workflow_task_ever_scheduled() && !state.awaits_parent() &&
         api::is_set(state.started().first_workflow_task_backoff());
}

}  // namespace skald::core
