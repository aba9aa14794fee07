#pragma once

#include <cstdint>

#include <temporal/api/history/v1/message.pb.h>

namespace skald::replay {

/// What reading an event means for the code that made the history.
enum class EventRole {
  kStart,          ///< WorkflowExecutionStarted.
  kTaskCompleted,  ///< The commands of the task follow.
  kTaskFailed,
  kCommand,   ///< Stands where a command was sent.
  kProgress,  ///< Happened to something that a command made, and is no result yet.
  kResult,    ///< Ended something that a command made.
  kSignal,
  kCancel,   ///< Somebody asked to cancel the run.
  kNothing,  ///< Of no importance for code.
  kUnknown,  ///< Newer than this build, and not marked as ignorable.
};
EventRole role_of(const temporal::api::history::v1::HistoryEvent& event);

/// For progress and results: the event that the command became (ActivityTaskScheduled, TimerStarted).
std::int64_t initiated_event_id(const temporal::api::history::v1::HistoryEvent& event);

}  // namespace skald::replay
