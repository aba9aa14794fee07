#include "engine/core/activity_options.h"

#include <algorithm>

#include "engine/api/time.h"
#include "engine/core/refusal.h"
#include "engine/core/retry.h"

namespace skald::core {
namespace {

using Wanted = command::ScheduleActivityTaskCommandAttributes;

struct Timeouts {
  Duration schedule_to_close;
  Duration schedule_to_start;
  Duration start_to_close;
  Duration heartbeat;
};

std::string subject(const Wanted& wanted) {
  return " ActivityId=" + wanted.activity_id() + " ActivityType=" + wanted.activity_type().name();
}

Status check_task_queue(const Wanted& wanted, const Limits& limits) {
  if (!wanted.has_task_queue()) return invalid_argument("taskQueue is not set");
  const std::string& name = wanted.task_queue().name();
  if (name.empty()) return invalid_argument("missing task queue name");
  if (name.size() > limits.id_bytes) return invalid_argument("taskQueue length exceeds limit");
  return {};
}

Status check_names(const Wanted& wanted, const Limits& limits) {
  if (wanted.activity_id().empty()) {
    return invalid_argument("activityId is not set");
  }
  if (wanted.activity_type().name().empty()) {
    return invalid_argument("activityType is not set");
  }
  const auto too_long = [&](const char* what, std::size_t length) {
    return invalid_argument(std::string(what) + " exceeds length limit." + subject(wanted) + " Length=" +
                            std::to_string(length) + " Limit=" + std::to_string(limits.id_bytes));
  };
  if (wanted.activity_id().size() > limits.id_bytes)
    return too_long("ActivityId", wanted.activity_id().size());
  if (wanted.activity_type().name().size() > limits.id_bytes) {
    return too_long("ActivityType", wanted.activity_type().name().size());
  }
  return {};
}

Status check_not_negative(const char* name, Duration timeout) {
  if (timeout >= Duration::zero()) return {};
  return invalid_argument(std::string("invalid ") + name + ": negative duration");
}

Status check_not_negative(const Timeouts& timeouts) {
  SKALD_TRY(check_not_negative("ScheduleToCloseTimeout", timeouts.schedule_to_close));
  SKALD_TRY(check_not_negative("ScheduleToStartTimeout", timeouts.schedule_to_start));
  SKALD_TRY(check_not_negative("StartToCloseTimeout", timeouts.start_to_close));
  return check_not_negative("HeartbeatTimeout", timeouts.heartbeat);
}

// Zero means not set, in what is given as in what comes out (no limit).
Status fill_in(const Wanted& wanted, Duration run_timeout, Timeouts& timeouts) {
  const bool has_schedule_to_start = timeouts.schedule_to_start > Duration::zero();
  if (timeouts.schedule_to_close > Duration::zero()) {
    const auto within = [&](Duration timeout) {
      return timeout > Duration::zero() ? std::min(timeout, timeouts.schedule_to_close)
                                        : timeouts.schedule_to_close;
    };
    timeouts.schedule_to_start = within(timeouts.schedule_to_start);
    timeouts.start_to_close = within(timeouts.start_to_close);
  } else if (timeouts.start_to_close > Duration::zero()) {
    timeouts.schedule_to_close = run_timeout;
    if (!has_schedule_to_start) timeouts.schedule_to_start = run_timeout;
  } else {
    return invalid_argument(
        "a valid StartToCloseTimeout or ScheduleToCloseTimeout must be set on the activity." +
        subject(wanted));
  }
  if (run_timeout > Duration::zero()) {
    timeouts.schedule_to_close = std::min(timeouts.schedule_to_close, run_timeout);
    timeouts.schedule_to_start = std::min(timeouts.schedule_to_start, run_timeout);
    timeouts.start_to_close = std::min(timeouts.start_to_close, run_timeout);
    timeouts.heartbeat = std::min(timeouts.heartbeat, run_timeout);
  }
  timeouts.heartbeat = std::min(timeouts.heartbeat, timeouts.start_to_close);
  return {};
}

Status fill_in_retry(const Wanted& wanted, common::RetryPolicy& policy) {
  policy = wanted.retry_policy();
  set_retry_defaults(policy);
  return validate_retry_policy(policy);
}

void copy_rest(const Wanted& wanted, history::ActivityTaskScheduledEventAttributes& event) {
  event.set_activity_id(wanted.activity_id());
  *event.mutable_activity_type() = wanted.activity_type();
  event.mutable_task_queue()->set_name(wanted.task_queue().name());
  event.mutable_task_queue()->set_kind(enums::TASK_QUEUE_KIND_NORMAL);
  if (wanted.has_header()) *event.mutable_header() = wanted.header();
  if (wanted.has_input()) *event.mutable_input() = wanted.input();
  if (wanted.has_priority()) *event.mutable_priority() = wanted.priority();
}

}  // namespace

Status normalize_activity(const Wanted& wanted,
                          const history::WorkflowExecutionStartedEventAttributes& started,
                          const Limits& limits, history::ActivityTaskScheduledEventAttributes& event) {
  SKALD_TRY(check_task_queue(wanted, limits));
  SKALD_TRY(check_names(wanted, limits));
  SKALD_TRY(fill_in_retry(wanted, *event.mutable_retry_policy()));
  Timeouts timeouts{api::to_duration(wanted.schedule_to_close_timeout()),
                    api::to_duration(wanted.schedule_to_start_timeout()),
                    api::to_duration(wanted.start_to_close_timeout()),
                    api::to_duration(wanted.heartbeat_timeout())};
  SKALD_TRY(check_not_negative(timeouts));
  SKALD_TRY(fill_in(wanted, api::to_duration(started.workflow_run_timeout()), timeouts));
  copy_rest(wanted, event);
  *event.mutable_schedule_to_close_timeout() = api::to_duration_message(timeouts.schedule_to_close);
  *event.mutable_schedule_to_start_timeout() = api::to_duration_message(timeouts.schedule_to_start);
  *event.mutable_start_to_close_timeout() = api::to_duration_message(timeouts.start_to_close);
  *event.mutable_heartbeat_timeout() = api::to_duration_message(timeouts.heartbeat);
  return {};
}

}  // namespace skald::core
