#include <utility>

#include "engine/api/time.h"
#include "engine/core/activity.h"
#include "engine/core/builds.h"
#include "engine/core/decide.h"
#include "engine/core/failures.h"
#include "engine/core/refusal.h"
#include "engine/core/workflow_task.h"

namespace skald::core {
namespace {

Error task_not_found() { return not_found("Activity task not found."); }

// The activity of a request that only a running attempt may make.
Result<const ActivityState*> find_running(const RunState& state, const TaskToken& token) {
  Result<const ActivityState*> found = find_activity(state, token);
  if (found && !(*found)->has_started_time()) return activity_not_found();
  return found;
}

Decision decided(Draft&& draft) {
  // An attempt that is tried again leaves no event and is no news for the workflow.
  const bool has_events = draft.next_event_id() != draft.state().next_event_id();
  if (has_events) need_workflow_task(draft, DuringBackoff::kWait);
  return Decision{finish(std::move(draft)), {}, {}};
}

// Somebody answers by id for an activity that no worker had: it counts as started by them, now.
ActivityState started_by(const ActivityState& activity, const std::string& identity, Time now) {
  ActivityState started = activity;
  *started.mutable_started_time() = api::to_timestamp(now);
  started.set_identity(identity);
  return started;
}

void write_completed(Draft& draft, const ActivityState& activity,
                     const wire::RespondActivityTaskCompletedRequest& request) {
  const std::int64_t started_event_id = write_activity_started(draft, activity);
  auto& attributes = *draft.record(enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
                          .mutable_activity_task_completed_event_attributes();
  if (request.has_result()) *attributes.mutable_result() = request.result();
  attributes.set_scheduled_event_id(activity.scheduled_event_id());
  attributes.set_started_event_id(started_event_id);
  attributes.set_identity(request.identity());
}

}  // namespace

Result<Decision> decide_start_activity(const RunState& state, std::int64_t scheduled_event_id,
                                       std::int32_t attempt, const Poller& poller, const Context& context) {
  const auto found = state.activities().find(scheduled_event_id);
  if (is_closed(state) || found == state.activities().end()) return task_not_found();
  const ActivityState& activity = found->second;
  if (activity.attempt() != attempt) return task_not_found();
  if (activity.has_started_time()) {
    const bool is_repeated = !poller.request_id.empty() && activity.request_id() == poller.request_id;
    if (is_repeated) return Decision{};
    return task_not_found();
  }
  Draft draft(state, context);
  auto& fact = *draft.add_fact().mutable_activity_started();
  fact.set_scheduled_event_id(scheduled_event_id);
  fact.set_attempt(attempt);
  *fact.mutable_time() = api::to_timestamp(draft.time());
  fact.set_identity(poller.identity);
  fact.set_request_id(poller.request_id);
  fact.set_incarnation(poller.incarnation);
  if (has_build(poller)) *fact.mutable_worker_version() = worker_version(poller);
  return Decision{draft.take(), {}, {}};
}

Result<Decision> decide_complete_activity(const RunState& state, const TaskToken& token,
                                          const wire::RespondActivityTaskCompletedRequest& request,
                                          const Context& context) {
  Result<const ActivityState*> found = find_activity(state, token);
  if (!found) return found.error();
  const ActivityState& activity = **found;
  const bool is_too_large = request.result().ByteSizeLong() > context.limits.blob_bytes;
  // It would count as a failure, and only an attempt that runs can fail.
  if (is_too_large && !activity.has_started_time()) return activity_not_found();
  Draft draft(state, context);
  if (is_too_large) {
    fail_attempt(
        draft, activity,
        {server_failure("Complete result exceeds size limit.", IsRetryable::kNo), request.identity()});
  } else if (activity.has_started_time()) {
    write_completed(draft, activity, request);
  } else {
    write_completed(draft, started_by(activity, request.identity(), draft.time()), request);
  }
  return decided(std::move(draft));
}

Result<Decision> decide_fail_activity(const RunState& state, const TaskToken& token,
                                      const wire::RespondActivityTaskFailedRequest& request,
                                      const Context& context) {
  if (request.has_failure() && !request.failure().has_application_failure_info()) {
    return invalid_argument("Failure must have ApplicationFailureInfo.");
  }
  Result<const ActivityState*> found = find_running(state, token);
  if (!found) return found.error();
  AttemptFailure attempt{capped(request.failure(), context.limits), request.identity()};
  const bool has_details = request.has_last_heartbeat_details() &&
                           request.last_heartbeat_details().ByteSizeLong() <= context.limits.blob_bytes;
  if (has_details) attempt.heartbeat_details = &request.last_heartbeat_details();
  Draft draft(state, context);
  fail_attempt(draft, **found, attempt);
  return decided(std::move(draft));
}

Result<Decision> decide_cancel_activity(const RunState& state, const TaskToken& token,
                                        const wire::RespondActivityTaskCanceledRequest& request,
                                        const Context& context) {
  Result<const ActivityState*> found = find_running(state, token);
  if (!found) return found.error();
  const ActivityState& activity = **found;
  Draft draft(state, context);
  if (request.details().ByteSizeLong() > context.limits.blob_bytes) {
    fail_attempt(draft, activity,
                 {server_failure("Cancel details exceed size limit.", IsRetryable::kNo), request.identity()});
    return decided(std::move(draft));
  }
  if (activity.cancel_requested_event_id() == 0) {
    return invalid_argument(
        "unable to mark activity as canceled without activity being request canceled first");
  }
  const std::int64_t started_event_id = write_activity_started(draft, activity);
  auto& attributes = *draft.record(enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED)
                          .mutable_activity_task_canceled_event_attributes();
  if (request.has_details()) *attributes.mutable_details() = request.details();
  attributes.set_latest_cancel_requested_event_id(activity.cancel_requested_event_id());
  attributes.set_scheduled_event_id(activity.scheduled_event_id());
  attributes.set_started_event_id(started_event_id);
  attributes.set_identity(request.identity());
  return decided(std::move(draft));
}

Result<Heartbeat> decide_heartbeat(const RunState& state, const TaskToken& token,
                                   const wire::RecordActivityTaskHeartbeatRequest& request,
                                   const Context& context) {
  Result<const ActivityState*> found = find_running(state, token);
  if (!found) return found.error();
  const ActivityState& activity = **found;
  Heartbeat heartbeat;
  Draft draft(state, context);
  if (request.details().ByteSizeLong() > context.limits.blob_bytes) {
    fail_attempt(
        draft, activity,
        {server_failure("Heartbeat details exceed size limit.", IsRetryable::kNo), request.identity()});
    static_cast<Decision&>(heartbeat) = decided(std::move(draft));
    heartbeat.cancel_requested = true;
    return heartbeat;
  }
  auto& fact = *draft.add_fact().mutable_activity_heartbeat();
  fact.set_scheduled_event_id(activity.scheduled_event_id());
  *fact.mutable_time() = api::to_timestamp(draft.time());
  if (request.has_details()) *fact.mutable_details() = request.details();
  heartbeat.transition = draft.take();
  heartbeat.cancel_requested = activity.cancel_requested_event_id() != 0;
  return heartbeat;
}

}  // namespace skald::core
