#include "engine/core/draft.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "engine/api/time.h"
#include "engine/core/workflow_task.h"

namespace skald::core {
namespace {

Time logical_time(const RunState& state, const Context& context) {
  Time time = context.now;
  if (state.has_last_time()) time = std::max(time, api::to_time(state.last_time()));
  // A start that is not logged does not move last_time, but its event will carry its time.
  if (state.workflow_task().speculative())
    time = std::max(time, api::to_time(state.workflow_task().scheduled_time()));
  if (is_started(state.workflow_task()))
    time = std::max(time, api::to_time(state.workflow_task().started_time()));
  return time;
}

bool is_result(const HistoryEvent& event) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_FAILED:
    case enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
    case enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT:
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED: return true;
    default: return false;
  }
}

using Starts = std::map<std::int64_t, std::int64_t>;

template <class Attributes>
void wire(Attributes& attributes, const Starts& started) {
  const auto found = started.find(attributes.scheduled_event_id());
  if (found != started.end()) attributes.set_started_event_id(found->second);
}

template <class Attributes>
void wire_child(Attributes& attributes, const Starts& started) {
  const auto found = started.find(attributes.initiated_event_id());
  if (found != started.end()) attributes.set_started_event_id(found->second);
}

void wire_result(HistoryEvent& event, const Starts& started) {
  switch (event.event_type()) {
    case enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
      return wire(*event.mutable_activity_task_completed_event_attributes(), started);
    case enums::EVENT_TYPE_ACTIVITY_TASK_FAILED:
      return wire(*event.mutable_activity_task_failed_event_attributes(), started);
    case enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
      return wire(*event.mutable_activity_task_timed_out_event_attributes(), started);
    case enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED:
      return wire(*event.mutable_activity_task_canceled_event_attributes(), started);
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED:
      return wire_child(*event.mutable_child_workflow_execution_completed_event_attributes(), started);
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED:
      return wire_child(*event.mutable_child_workflow_execution_failed_event_attributes(), started);
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED:
      return wire_child(*event.mutable_child_workflow_execution_canceled_event_attributes(), started);
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT:
      return wire_child(*event.mutable_child_workflow_execution_timed_out_event_attributes(), started);
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED:
      return wire_child(*event.mutable_child_workflow_execution_terminated_event_attributes(), started);
    default: return;
  }
}

bool is_fired_timer(const HistoryEvent& event) { return event.event_type() == enums::EVENT_TYPE_TIMER_FIRED; }

}  // namespace

Draft::Draft(const RunState& state, const Context& context)
    : state_(state),
      context_(context),
      time_(logical_time(state, context)),
      next_event_id_(std::max<std::int64_t>(state.next_event_id(), 1)),
      stage_(state.workflow_task().stage()),
      sticky_(state.has_sticky() ? &state.sticky() : nullptr),
      is_closed_(core::is_closed(state)),
      makes_real_(state.workflow_task().speculative()) {
  *transition_.mutable_time() = api::to_timestamp(time_);
}

void Draft::make_real() {
  if (!makes_real_) return;
  makes_real_ = false;
  write_speculative_task(*this);
}

void Draft::drop_speculative() {
  makes_real_ = false;
  transition_.set_drops_speculative_task(true);
  stage_ = WorkflowTaskState::STAGE_NONE;
}

Fact& Draft::add_fact() {
  make_real();
  return *transition_.add_facts();
}

HistoryEvent& Draft::add(enums::EventType type) {
  make_real();
  HistoryEvent& event = *transition_.add_events();
  event.set_event_id(next_event_id_++);
  event.set_event_type(type);
  *event.mutable_event_time() = transition_.time();
  return event;
}

HistoryEvent& Draft::record(enums::EventType type) {
  if (!is_buffering()) return add(type);
  make_real();
  HistoryEvent& event = arrived_.emplace_back();
  event.set_event_type(type);
  *event.mutable_event_time() = transition_.time();
  return event;
}

bool Draft::flush() {
  std::vector<HistoryEvent> events;
  for (const HistoryEvent& event : state_.buffered_events()) {
    const bool is_removed =
        is_fired_timer(event) && removed_timers_.contains(event.timer_fired_event_attributes().timer_id());
    if (!is_flushed_ && !is_removed) events.push_back(event);
  }
  std::move(arrived_.begin(), arrived_.end(), std::back_inserter(events));
  arrived_.clear();
  drop_buffered();
  const auto first_result = std::stable_partition(
      events.begin(), events.end(), [](const HistoryEvent& event) { return !is_result(event); });
  Starts started;
  for (HistoryEvent& event : events) {
    event.set_event_id(next_event_id_++);
    if (event.event_type() == enums::EVENT_TYPE_ACTIVITY_TASK_STARTED) {
      started[event.activity_task_started_event_attributes().scheduled_event_id()] = event.event_id();
    }
    if (event.event_type() == enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED) {
      started[event.child_workflow_execution_started_event_attributes().initiated_event_id()] =
          event.event_id();
    }
  }
  std::for_each(first_result, events.end(), [&](HistoryEvent& event) { wire_result(event, started); });
  for (HistoryEvent& event : events) *transition_.add_events() = std::move(event);
  return !events.empty();
}

void Draft::drop_buffered() {
  arrived_.clear();
  if (is_flushed_ || state_.buffered_events().empty()) return;
  is_flushed_ = true;
  add_fact().mutable_buffer_flushed();
}

bool Draft::has_earlier_buffered() const { return buffered_count() > arrived_.size(); }

std::int64_t Draft::remove_buffered_timer(const std::string& timer_id) {
  if (is_flushed_ || removed_timers_.contains(timer_id)) return 0;
  for (const HistoryEvent& event : state_.buffered_events()) {
    const auto& fired = event.timer_fired_event_attributes();
    if (!is_fired_timer(event) || fired.timer_id() != timer_id) continue;
    removed_timers_.insert(timer_id);
    return fired.started_event_id();
  }
  return 0;
}

std::size_t Draft::buffered_count() const {
  const auto earlier = static_cast<std::size_t>(state_.buffered_events_size());
  return arrived_.size() + (is_flushed_ ? 0 : earlier - removed_timers_.size());
}

std::size_t Draft::buffered_bytes() const {
  std::size_t bytes = 0;
  for (const HistoryEvent& event : arrived_) bytes += event.ByteSizeLong();
  if (is_flushed_) return bytes;
  for (const HistoryEvent& event : state_.buffered_events()) bytes += event.ByteSizeLong();
  return bytes;
}

Transition Draft::take() {
  for (HistoryEvent& event : arrived_)
    *add_fact().mutable_event_buffered()->mutable_event() = std::move(event);
  return std::move(transition_);
}

}  // namespace skald::core
