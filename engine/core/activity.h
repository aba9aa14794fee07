#pragma once

#include <optional>

#include "engine/core/draft.h"
#include "engine/core/retry.h"

/// The life of an activity within a transition.
namespace skald::core {

struct ActivityDeadline {
  Time time;
  enums::TimeoutType type{};
};
/// The first of the timeouts that are armed, if any; of two at the same moment the one that ends more:
/// schedule-to-start, schedule-to-close, start-to-close, heartbeat.
std::optional<ActivityDeadline> next_deadline(const ActivityState& activity);

/// The pending activity that a token names: by scheduled event id, or by activity id if it carries none.
Result<const ActivityState*> find_activity(const RunState& state, const TaskToken& token);

/// What a worker hears whose attempt is not pending.
Error activity_not_found();

/// True if the token carries an activity id only, from a request that says who is meant without a task.
bool is_by_id(const TaskToken& token);

/// Writes Started, late, with the time of the attempt's start. 0 if it is buffered or no attempt runs.
std::int64_t write_activity_started(Draft& draft, const ActivityState& activity);

/// The attempt failed: either a fact and later another attempt, or Started and Failed.
struct AttemptFailure {
  Failure failure;
  std::string identity;
  /// What the worker sent with the failure; null: keep the last heartbeat's.
  const common::Payloads* heartbeat_details = nullptr;
};
void fail_attempt(Draft& draft, const ActivityState& activity, const AttemptFailure& attempt);

/// The attempt, or the waiting for one, took too long. `message` replaces the timeout's own if not empty.
void time_out_attempt(Draft& draft, const ActivityState& activity, enums::TimeoutType type,
                      const std::string& message);

}  // namespace skald::core
