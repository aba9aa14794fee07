#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "engine/core/decision.h"

namespace skald::core {

/// A workflow task that waits for a worker.
struct ReadyWorkflowTask {
  std::string task_queue;
  bool is_sticky = false;
  std::int64_t scheduled_event_id = 0;
  std::int32_t attempt = 0;
  bool operator==(const ReadyWorkflowTask&) const = default;
};

/// An activity attempt that waits for a worker, from `not_before` on.
struct ReadyActivity {
  std::string task_queue;
  std::int64_t scheduled_event_id = 0;
  std::int32_t attempt = 0;
  Time not_before;
  bool operator==(const ReadyActivity&) const = default;
};

/// Something that a run must tell another one and does not know to have arrived: engine/core/messages.h.
struct Message {
  enum class Kind { kStartChild, kTellStart, kTellEnd, kSignal, kCancel, kClosePolicy };
  Kind kind{};
  /// The event that asked for it; 0 for what a child tells its parent.
  std::int64_t event_id = 0;
  bool operator==(const Message&) const = default;
  auto operator<=>(const Message& other) const {
    return std::tuple(event_id, kind) <=> std::tuple(other.event_id, other.kind);
  }
};

/// Everything that a state waits for. It alone says so: nothing of it is a row, so a lost timer has no place
/// to happen.
struct DueSet {
  std::optional<ReadyWorkflowTask> workflow_task;
  /// By scheduled event id.
  std::vector<ReadyActivity> activities;
  /// The earliest moment at which decide_deadlines has something to do: timers, the four activity timeouts,
  /// workflow task timeouts, the end of the first backoff, run and execution timeouts.
  std::optional<Time> deadline;
  /// In order. A closed run has them too.
  std::vector<Message> messages;
  bool operator==(const DueSet&) const = default;
};

/// Messages alone for a closed run.
DueSet due(const RunState& state);

}  // namespace skald::core
