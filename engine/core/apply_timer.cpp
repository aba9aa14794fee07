#include "engine/api/time.h"
#include "engine/core/apply_step.h"

namespace skald::core {
namespace {

Status apply_started(ApplyStep& step, const HistoryEvent& event) {
  const auto& attributes = event.timer_started_event_attributes();
  TimerState& timer = (*step.state.mutable_timers())[attributes.timer_id()];
  timer.set_timer_id(attributes.timer_id());
  timer.set_started_event_id(event.event_id());
  *timer.mutable_fire_time() = api::to_timestamp(
      api::later(api::to_time(event.event_time()), api::to_duration(attributes.start_to_fire_timeout())));
  return {};
}

// Only the timer that this event speaks of: the flush of one that fired must not end its namesake, started
// since.
Status apply_ended(ApplyStep& step, const std::string& timer_id, std::int64_t started_event_id) {
  const auto found = step.state.timers().find(timer_id);
  const bool is_same =
      found != step.state.timers().end() && found->second.started_event_id() == started_event_id;
  if (is_same) {
    step.state.mutable_timers()->erase(timer_id);
    return {};
  }
  if (step.flushes) return {};
  return cannot_apply(step, "timer " + timer_id + " is not pending");
}

}  // namespace

Status apply_timer_event(ApplyStep& step, const HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_TIMER_STARTED: return apply_started(step, event);
    case enums::EVENT_TYPE_TIMER_FIRED: {
      const auto& fired = event.timer_fired_event_attributes();
      return apply_ended(step, fired.timer_id(), fired.started_event_id());
    }
    default: {
      const auto& canceled = event.timer_canceled_event_attributes();
      return apply_ended(step, canceled.timer_id(), canceled.started_event_id());
    }
  }
}

}  // namespace skald::core
