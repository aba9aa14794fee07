#include "engine/core/commands.h"

#include <algorithm>

namespace skald::core {

CommandError bad_command(enums::WorkflowTaskFailedCause cause, const char* name, const std::string& text) {
  return {cause, std::string(name) + ": " + text, false};
}

namespace {

bool is_result_of(const HistoryEvent& event, std::int64_t scheduled_event_id) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
      return event.activity_task_completed_event_attributes().scheduled_event_id() == scheduled_event_id;
    case enums::EVENT_TYPE_ACTIVITY_TASK_FAILED:
      return event.activity_task_failed_event_attributes().scheduled_event_id() == scheduled_event_id;
    case enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
      return event.activity_task_timed_out_event_attributes().scheduled_event_id() == scheduled_event_id;
    case enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED:
      return event.activity_task_canceled_event_attributes().scheduled_event_id() == scheduled_event_id;
    default: return false;
  }
}

bool has_buffered_result(const RunState& state, std::int64_t scheduled_event_id) {
  const auto& events = state.buffered_events();
  return std::any_of(events.begin(), events.end(),
                     [&](const HistoryEvent& event) { return is_result_of(event, scheduled_event_id); });
}

}  // namespace

HistoryEvent& Completion::add_event(enums::EventType type, const command::Command& command) {
  HistoryEvent& event = draft.add(type);
  if (command.has_user_metadata()) *event.mutable_user_metadata() = command.user_metadata();
  return event;
}

bool Completion::is_activity_id_taken(const std::string& activity_id) {
  if (!activity_ids_) {
    activity_ids_.emplace();
    for (const auto& [id, activity] : state().activities()) {
      if (!cancelled_here_.contains(id)) activity_ids_->insert(activity.scheduled().activity_id());
    }
  }
  return activity_ids_->contains(activity_id);
}

std::size_t Completion::pending_activities() const {
  return static_cast<std::size_t>(state().activities().size()) + scheduled_here_.size() -
         cancelled_here_.size();
}

void Completion::activity_scheduled(std::int64_t scheduled_event_id, const std::string& activity_id) {
  scheduled_here_.emplace(scheduled_event_id, activity_id);
  if (activity_ids_) activity_ids_->insert(activity_id);
}

const std::string* Completion::find_activity(std::int64_t scheduled_event_id) const {
  const auto here = scheduled_here_.find(scheduled_event_id);
  if (here != scheduled_here_.end()) return &here->second;
  const auto found = state().activities().find(scheduled_event_id);
  return found == state().activities().end() ? nullptr : &found->second.scheduled().activity_id();
}

bool Completion::is_activity_cancellable(std::int64_t scheduled_event_id) const {
  if (cancelled_here_.contains(scheduled_event_id)) return true;  // as one whose result is buffered
  if (cancel_requested_.contains(scheduled_event_id) && !has_buffered_result(state(), scheduled_event_id))
    return false;
  const auto found = state().activities().find(scheduled_event_id);
  if (found != state().activities().end()) return found->second.cancel_requested_event_id() == 0;
  return find_activity(scheduled_event_id) != nullptr || has_buffered_result(state(), scheduled_event_id);
}

bool Completion::is_activity_unstarted(std::int64_t scheduled_event_id) const {
  if (cancelled_here_.contains(scheduled_event_id)) return false;
  if (scheduled_here_.contains(scheduled_event_id)) return true;
  const auto found = state().activities().find(scheduled_event_id);
  return found != state().activities().end() && !found->second.has_started_time();
}

void Completion::activity_cancelled(std::int64_t scheduled_event_id) {
  const std::string* activity_id = find_activity(scheduled_event_id);
  if (activity_ids_ && activity_id != nullptr) activity_ids_->erase(*activity_id);
  cancelled_here_.insert(scheduled_event_id);
  cancelled_unstarted = true;
}

std::int64_t Completion::timer(const std::string& timer_id) const {
  const auto here = timers_started_here_.find(timer_id);
  if (here != timers_started_here_.end()) return here->second;
  if (timers_cancelled_here_.contains(timer_id)) return 0;
  const auto found = state().timers().find(timer_id);
  return found == state().timers().end() ? 0 : found->second.started_event_id();
}

void Completion::timer_started(const std::string& timer_id, std::int64_t event_id) {
  timers_started_here_[timer_id] = event_id;
}

void Completion::timer_cancelled(const std::string& timer_id) {
  timers_started_here_.erase(timer_id);
  timers_cancelled_here_.insert(timer_id);
}

}  // namespace skald::core
