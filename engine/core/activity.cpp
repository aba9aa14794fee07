#include "engine/core/activity.h"

#include <optional>
#include <utility>

#include "engine/api/time.h"
#include "engine/core/failures.h"
#include "engine/core/refusal.h"

// The stamp of a worker's build is deprecated in the API, and still what clients show.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::core {
namespace {

std::optional<Time> expiration(const ActivityState& activity) {
  const auto& timeout = activity.scheduled().schedule_to_close_timeout();
  if (!api::is_set(timeout)) return {};
  return api::later(api::to_time(activity.scheduled_time()), api::to_duration(timeout));
}

// Temporal's order: a requested cancellation ends the retries first, then the deadlines that cover all
// attempts.
RetryAnswer decide_attempt_retry(const Draft& draft, const ActivityState& activity, const Failure& failure) {
  if (activity.cancel_requested_event_id() != 0) return {enums::RETRY_STATE_CANCEL_REQUESTED, {}};
  const auto timeout = failure.timeout_failure_info().timeout_type();
  if (timeout == enums::TIMEOUT_TYPE_SCHEDULE_TO_START || timeout == enums::TIMEOUT_TYPE_SCHEDULE_TO_CLOSE) {
    return {enums::RETRY_STATE_TIMEOUT, {}};
  }
  return decide_retry(
      {activity.scheduled().retry_policy(), activity.attempt(), draft.time(), expiration(activity), failure});
}

void write_retry(Draft& draft, const ActivityState& activity, const Failure& failure, Duration backoff) {
  auto& fact = *draft.add_fact().mutable_activity_attempt_failed();
  fact.set_scheduled_event_id(activity.scheduled_event_id());
  *fact.mutable_failure() = kept(failure);
  fact.set_next_attempt(activity.attempt() + 1);
  *fact.mutable_next_attempt_time() = api::to_timestamp(api::later(draft.time(), backoff));
  fact.set_last_worker_identity(activity.identity());
}

void write_timed_out(Draft& draft, const ActivityState& activity, Failure failure, enums::RetryState state) {
  auto& info = *failure.mutable_timeout_failure_info();
  if (activity.has_heartbeat_details()) *info.mutable_last_heartbeat_details() = activity.heartbeat_details();
  if (activity.has_last_failure()) *failure.mutable_cause() = activity.last_failure();
  const std::int64_t started_event_id = write_activity_started(draft, activity);
  auto& attributes = *draft.record(enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT)
                          .mutable_activity_task_timed_out_event_attributes();
  *attributes.mutable_failure() = std::move(failure);
  attributes.set_scheduled_event_id(activity.scheduled_event_id());
  attributes.set_started_event_id(started_event_id);
  attributes.set_retry_state(state);
}

// What ends the activity comes before what ends an attempt at the same instant.
int rank(enums::TimeoutType type) {
  switch (type) {
    case enums::TIMEOUT_TYPE_SCHEDULE_TO_START: return 0;
    case enums::TIMEOUT_TYPE_SCHEDULE_TO_CLOSE: return 1;
    case enums::TIMEOUT_TYPE_START_TO_CLOSE: return 2;
    default: return 3;
  }
}

}  // namespace

std::optional<ActivityDeadline> next_deadline(const ActivityState& activity) {
  std::optional<ActivityDeadline> next;
  const auto& options = activity.scheduled();
  const auto arm = [&](const google::protobuf::Timestamp& from, const google::protobuf::Duration& timeout,
                       enums::TimeoutType type) {
    if (!api::is_set(timeout)) return;
    const ActivityDeadline armed{api::later(api::to_time(from), api::to_duration(timeout)), type};
    if (!next || std::pair(armed.time, rank(type)) < std::pair(next->time, rank(next->type))) next = armed;
  };
  arm(activity.scheduled_time(), options.schedule_to_close_timeout(), enums::TIMEOUT_TYPE_SCHEDULE_TO_CLOSE);
  if (!activity.has_started_time()) {
    arm(activity.attempt_time(), options.schedule_to_start_timeout(), enums::TIMEOUT_TYPE_SCHEDULE_TO_START);
  } else {
    arm(activity.started_time(), options.start_to_close_timeout(), enums::TIMEOUT_TYPE_START_TO_CLOSE);
    // The last heartbeat may be that of an attempt before.
    const bool has_heartbeat =
        activity.has_last_heartbeat_time() &&
        api::to_time(activity.last_heartbeat_time()) > api::to_time(activity.started_time());
    arm(has_heartbeat ? activity.last_heartbeat_time() : activity.started_time(), options.heartbeat_timeout(),
        enums::TIMEOUT_TYPE_HEARTBEAT);
  }
  return next;
}

Error activity_not_found() {
  return not_found("invalid activityID or activity already timed out or invoking workflow is completed");
}

bool is_by_id(const TaskToken& token) { return token.scheduled_event_id() == 0; }

Result<const ActivityState*> find_activity(const RunState& state, const TaskToken& token) {
  if (is_closed(state)) return workflow_closed();
  if (!is_by_id(token)) {
    const auto found = state.activities().find(token.scheduled_event_id());
    const bool is_same = found != state.activities().end() && found->second.has_started_time() &&
                         found->second.attempt() == token.attempt();
    if (is_same && (!token.has_started_time() ||
                    api::to_time(token.started_time()) == api::to_time(found->second.started_time()))) {
      return &found->second;
    }
    return activity_not_found();
  }
  for (const auto& [id, activity] : state.activities()) {
    if (activity.scheduled().activity_id() == token.activity_id()) return &activity;
  }
  return not_found("cannot find pending activity with ActivityID " + token.activity_id() +
                   ", check workflow execution history for more details");
}

std::int64_t write_activity_started(Draft& draft, const ActivityState& activity) {
  if (!activity.has_started_time()) return 0;
  HistoryEvent& event = draft.record(enums::EVENT_TYPE_ACTIVITY_TASK_STARTED);
  *event.mutable_event_time() = activity.started_time();
  auto& attributes = *event.mutable_activity_task_started_event_attributes();
  attributes.set_scheduled_event_id(activity.scheduled_event_id());
  attributes.set_identity(activity.identity());
  attributes.set_request_id(activity.request_id());
  attributes.set_attempt(activity.attempt());
  if (activity.has_worker_version()) *attributes.mutable_worker_version() = activity.worker_version();
  if (activity.has_last_failure()) *attributes.mutable_last_failure() = activity.last_failure();
  return event.event_id();
}

void fail_attempt(Draft& draft, const ActivityState& activity, const AttemptFailure& attempt) {
  const RetryAnswer retry = decide_attempt_retry(draft, activity, attempt.failure);
  if (retry.state == enums::RETRY_STATE_IN_PROGRESS) {
    write_retry(draft, activity, attempt.failure, retry.backoff);
    if (attempt.heartbeat_details != nullptr) {
      auto& fact = *draft.last_fact().mutable_activity_attempt_failed();
      *fact.mutable_heartbeat_details() = *attempt.heartbeat_details;
    }
    return;
  }
  const std::int64_t started_event_id = write_activity_started(draft, activity);
  auto& attributes =
      *draft.record(enums::EVENT_TYPE_ACTIVITY_TASK_FAILED).mutable_activity_task_failed_event_attributes();
  if (attempt.failure.ByteSizeLong() > 0) *attributes.mutable_failure() = attempt.failure;
  attributes.set_scheduled_event_id(activity.scheduled_event_id());
  attributes.set_started_event_id(started_event_id);
  attributes.set_identity(attempt.identity);
  attributes.set_retry_state(retry.state);
}

void time_out_attempt(Draft& draft, const ActivityState& activity, enums::TimeoutType type,
                      const std::string& message) {
  const std::string own = std::string("activity ") + timeout_name(type) + " timeout";
  Failure failure = timeout_failure(message.empty() ? own : message, type);
  const RetryAnswer retry = decide_attempt_retry(draft, activity, failure);
  if (retry.state == enums::RETRY_STATE_IN_PROGRESS) {
    return write_retry(draft, activity, failure, retry.backoff);
  }
  if (retry.state == enums::RETRY_STATE_TIMEOUT && type != enums::TIMEOUT_TYPE_SCHEDULE_TO_START) {
    failure = timeout_failure(
        "Not enough time to schedule next retry before activity ScheduleToClose timeout, giving up retrying",
        enums::TIMEOUT_TYPE_SCHEDULE_TO_CLOSE);
  }
  write_timed_out(draft, activity, std::move(failure), retry.state);
}

}  // namespace skald::core
