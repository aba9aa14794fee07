#include "engine/core/apply_step.h"

namespace skald::core {
namespace {

Status apply_scheduled(ApplyStep& step, const HistoryEvent& event) {
  ActivityState& activity = (*step.state.mutable_activities())[event.event_id()];
  *activity.mutable_scheduled() = event.activity_task_scheduled_event_attributes();
  *activity.mutable_scheduled_time() = event.event_time();
  activity.set_scheduled_event_id(event.event_id());
  activity.set_attempt(1);
  *activity.mutable_attempt_time() = event.event_time();
  return {};
}

Error unknown(const ApplyStep& step, std::int64_t scheduled_event_id) {
  return cannot_apply(step, "activity " + std::to_string(scheduled_event_id) + " is not pending");
}

// What was buffered ended its activity then.
Status check_pending(const ApplyStep& step, std::int64_t scheduled_event_id) {
  if (step.flushes || step.state.activities().contains(scheduled_event_id)) return {};
  return unknown(step, scheduled_event_id);
}

Status apply_cancel_requested(ApplyStep& step, const HistoryEvent& event) {
  const std::int64_t id = event.activity_task_cancel_requested_event_attributes().scheduled_event_id();
  SKALD_TRY(check_pending(step, id));
  const auto found = step.state.mutable_activities()->find(id);
  if (found != step.state.mutable_activities()->end())
    found->second.set_cancel_requested_event_id(event.event_id());
  return {};
}

Status apply_ended(ApplyStep& step, std::int64_t scheduled_event_id) {
  SKALD_TRY(check_pending(step, scheduled_event_id));
  step.state.mutable_activities()->erase(scheduled_event_id);
  return {};
}

void clear_attempt(ActivityState& activity) {
  activity.clear_started_time();
  activity.clear_identity();
  activity.clear_request_id();
  activity.clear_incarnation();
  activity.clear_worker_version();
}

void apply_attempt_started(const internal::v1::ActivityStarted& fact, ActivityState& activity) {
  *activity.mutable_started_time() = fact.time();
  activity.set_attempt(fact.attempt());
  activity.set_identity(fact.identity());
  activity.set_request_id(fact.request_id());
  activity.set_incarnation(fact.incarnation());
  if (fact.has_worker_version()) *activity.mutable_worker_version() = fact.worker_version();
}

void apply_attempt_failed(const Transition& transition, const internal::v1::ActivityAttemptFailed& fact,
                          ActivityState& activity) {
  clear_attempt(activity);
  activity.set_attempt(fact.next_attempt());
  *activity.mutable_attempt_time() = fact.next_attempt_time();
  *activity.mutable_last_failure() = fact.failure();
  activity.set_last_worker_identity(fact.last_worker_identity());
  *activity.mutable_last_attempt_complete_time() = transition.time();
  if (!fact.has_heartbeat_details()) return;
  *activity.mutable_heartbeat_details() = fact.heartbeat_details();
  *activity.mutable_last_heartbeat_time() = transition.time();
}

void apply_heartbeat(const internal::v1::ActivityHeartbeat& fact, ActivityState& activity) {
  *activity.mutable_last_heartbeat_time() = fact.time();
  if (fact.has_details()) {
    *activity.mutable_heartbeat_details() = fact.details();
  } else {
    activity.clear_heartbeat_details();
  }
}

std::int64_t subject(const Fact& fact) {
  switch (fact.fact_case()) {
    case Fact::kActivityStarted: return fact.activity_started().scheduled_event_id();
    case Fact::kActivityAttemptFailed: return fact.activity_attempt_failed().scheduled_event_id();
    case Fact::kActivityReturned: return fact.activity_returned().scheduled_event_id();
    default: return fact.activity_heartbeat().scheduled_event_id();
  }
}

}  // namespace

Status apply_activity_event(ApplyStep& step, const HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: return apply_scheduled(step, event);
    case enums::EVENT_TYPE_ACTIVITY_TASK_STARTED:
      return check_pending(step, event.activity_task_started_event_attributes().scheduled_event_id());
    case enums::EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED: return apply_cancel_requested(step, event);
    case enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
      return apply_ended(step, event.activity_task_completed_event_attributes().scheduled_event_id());
    case enums::EVENT_TYPE_ACTIVITY_TASK_FAILED:
      return apply_ended(step, event.activity_task_failed_event_attributes().scheduled_event_id());
    case enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
      return apply_ended(step, event.activity_task_timed_out_event_attributes().scheduled_event_id());
    default: return apply_ended(step, event.activity_task_canceled_event_attributes().scheduled_event_id());
  }
}

Status apply_activity_fact(ApplyStep& step, const Fact& fact) {
  const auto found = step.state.mutable_activities()->find(subject(fact));
  if (found == step.state.mutable_activities()->end()) return unknown(step, subject(fact));
  switch (fact.fact_case()) {
    case Fact::kActivityStarted: apply_attempt_started(fact.activity_started(), found->second); break;
    case Fact::kActivityAttemptFailed:
      apply_attempt_failed(step.transition, fact.activity_attempt_failed(), found->second);
      break;
    case Fact::kActivityReturned: clear_attempt(found->second); break;
    default: apply_heartbeat(fact.activity_heartbeat(), found->second); break;
  }
  return {};
}

}  // namespace skald::core
