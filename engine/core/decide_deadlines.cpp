#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/api/time.h"
#include "engine/core/activity.h"
#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/failures.h"
#include "engine/core/next_run.h"
#include "engine/core/run_deadline.h"
#include "engine/core/workflow_task.h"

namespace skald::core {
namespace {

bool is_over(const Draft& draft, const std::optional<Time>& deadline) {
  return deadline && *deadline <= draft.context().now;
}

// What the run still sees: what was due before its own end.
bool is_seen(const Draft& draft, Time deadline, const std::optional<RunDeadline>& end) {
  return is_over(draft, deadline) && (!end || deadline < end->time);
}

// True if a timer fired.
bool fire_timers(Draft& draft, const std::optional<RunDeadline>& end) {
  std::vector<const TimerState*> expired;
  for (const auto& [id, timer] : draft.state().timers()) {
    if (is_seen(draft, api::to_time(timer.fire_time()), end)) expired.push_back(&timer);
  }
  std::sort(expired.begin(), expired.end(), [](const TimerState* left, const TimerState* right) {
    return std::tuple(api::to_time(left->fire_time()), left->started_event_id()) <
           std::tuple(api::to_time(right->fire_time()), right->started_event_id());
  });
  for (const TimerState* timer : expired) {
    auto& attributes = *draft.record(enums::EVENT_TYPE_TIMER_FIRED).mutable_timer_fired_event_attributes();
    attributes.set_timer_id(timer->timer_id());
    attributes.set_started_event_id(timer->started_event_id());
  }
  return !expired.empty();
}

struct ExpiredActivity {
  ActivityDeadline deadline;
  const ActivityState* activity;
};

// True if an activity ended; one that is tried again is no news for the workflow.
bool time_out_activities(Draft& draft, const std::optional<RunDeadline>& end) {
  std::vector<ExpiredActivity> expired;
  for (const auto& [id, activity] : draft.state().activities()) {
    const std::optional<ActivityDeadline> next = next_deadline(activity);
    if (next && is_seen(draft, next->time, end)) expired.push_back({*next, &activity});
  }
  std::sort(expired.begin(), expired.end(), [](const ExpiredActivity& left, const ExpiredActivity& right) {
    return std::tuple(left.deadline.time, left.activity->scheduled_event_id()) <
           std::tuple(right.deadline.time, right.activity->scheduled_event_id());
  });
  const std::int64_t first = draft.next_event_id();
  for (const ExpiredActivity& each : expired) time_out_attempt(draft, *each.activity, each.deadline.type, {});
  return draft.next_event_id() != first;
}

std::optional<NewRun> time_out_run(Draft& draft, bool is_for_chain) {
  force_close_workflow_task(draft);
  Failure failure = timeout_failure("workflow timeout", enums::TIMEOUT_TYPE_START_TO_CLOSE);
  RetryAnswer retry{enums::RETRY_STATE_TIMEOUT, {}};
  if (!is_for_chain) retry = decide_workflow_retry(draft, failure);
  auto& attributes = *draft.add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT)
                          .mutable_workflow_execution_timed_out_event_attributes();
  attributes.set_retry_state(retry.state);
  draft.close();
  if (is_for_chain) return {};
  std::optional<NewRun> next = run_after_failure(draft, failure, retry);
  if (next) attributes.set_new_execution_run_id(draft.context().new_run_id);
  return next;
}

void time_out_pending_task(Draft& draft) {
  if (!is_over(draft, workflow_task_deadline(draft.state()))) return;
  const bool is_held = is_started(draft.state().workflow_task());
  time_out_workflow_task(
      draft, is_held ? enums::TIMEOUT_TYPE_START_TO_CLOSE : enums::TIMEOUT_TYPE_SCHEDULE_TO_START);
}

}  // namespace

Decision decide_deadlines(const RunState& state, const Context& context) {
  Decision decision;
  if (is_closed(state)) return decision;
  Draft draft(state, context);
  const auto end = run_deadline(state);
  const bool has_fired = fire_timers(draft, end);
  const bool has_ended = time_out_activities(draft, end);
  if (end && is_over(draft, end->time)) {
    decision.next = time_out_run(draft, end->is_for_chain);
  } else {
    time_out_pending_task(draft);
    const bool is_backoff_over = is_over(draft, backoff_end(state));
    if (has_fired || has_ended || is_backoff_over) need_workflow_task(draft, DuringBackoff::kSchedule);
  }
  decision.transition = finish(std::move(draft));
  return decision;
}

}  // namespace skald::core
