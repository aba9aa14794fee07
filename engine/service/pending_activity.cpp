#include "engine/service/pending_activity.h"

#include "engine/api/time.h"

namespace skald::service {
namespace {

using Info = temporal::api::workflow::v1::PendingActivityInfo;
using internal::v1::ActivityState;
namespace enums = temporal::api::enums::v1;

enums::PendingActivityState state_of(const ActivityState& activity) {
  if (!activity.has_started_time()) return enums::PENDING_ACTIVITY_STATE_SCHEDULED;
  return activity.cancel_requested_event_id() != 0 ? enums::PENDING_ACTIVITY_STATE_CANCEL_REQUESTED
                                                   : enums::PENDING_ACTIVITY_STATE_STARTED;
}

void fill_options(const ActivityState& activity, Info& info) {
  const auto& scheduled = activity.scheduled();
  auto& options = *info.mutable_activity_options();
  options.mutable_task_queue()->set_name(scheduled.task_queue().name());
  options.mutable_task_queue()->set_normal_name(scheduled.task_queue().name());
  *options.mutable_schedule_to_close_timeout() = scheduled.schedule_to_close_timeout();
  *options.mutable_schedule_to_start_timeout() = scheduled.schedule_to_start_timeout();
  *options.mutable_start_to_close_timeout() = scheduled.start_to_close_timeout();
  *options.mutable_heartbeat_timeout() = scheduled.heartbeat_timeout();
  *options.mutable_retry_policy() = scheduled.retry_policy();
  options.mutable_retry_policy()->clear_non_retryable_error_types();  // as the server leaves them out here
  if (!scheduled.has_priority()) return;
  *options.mutable_priority() = scheduled.priority();
  *info.mutable_priority() = scheduled.priority();
}

// The present attempt, or the next one.
void fill_attempt(const ActivityState& activity, Time now, Info& info) {
  info.set_state(state_of(activity));
  info.set_attempt(activity.attempt());
  *info.mutable_scheduled_time() = activity.attempt_time();
  if (activity.has_started_time()) {
    *info.mutable_last_started_time() = activity.started_time();
    info.set_last_worker_identity(activity.identity());
    return;
  }
  info.set_last_worker_identity(activity.last_worker_identity());
  const Time next = api::to_time(activity.attempt_time());
  if (next <= now) return;
  *info.mutable_next_attempt_schedule_time() = activity.attempt_time();
  if (activity.has_last_attempt_complete_time()) {
    *info.mutable_current_retry_interval() =
        api::to_duration_message(next - api::to_time(activity.last_attempt_complete_time()));
  }
}

}  // namespace

Info pending_activity(const ActivityState& activity, Time now) {
  Info info;
  const auto& scheduled = activity.scheduled();
  info.set_activity_id(scheduled.activity_id());
  *info.mutable_activity_type() = scheduled.activity_type();
  info.set_maximum_attempts(scheduled.retry_policy().maximum_attempts());
  fill_attempt(activity, now, info);
  fill_options(activity, info);
  if (api::is_set(scheduled.schedule_to_close_timeout())) {
    *info.mutable_expiration_time() = api::to_timestamp(api::later(
        api::to_time(activity.scheduled_time()), api::to_duration(scheduled.schedule_to_close_timeout())));
  }
  if (activity.has_last_heartbeat_time())
    *info.mutable_last_heartbeat_time() = activity.last_heartbeat_time();
  if (activity.has_heartbeat_details()) *info.mutable_heartbeat_details() = activity.heartbeat_details();
  if (activity.has_last_failure()) *info.mutable_last_failure() = activity.last_failure();
  if (activity.has_last_attempt_complete_time()) {
    *info.mutable_last_attempt_complete_time() = activity.last_attempt_complete_time();
  }
  return info;
}

}  // namespace skald::service
