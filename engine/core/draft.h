#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <string>

#include "engine/core/names.h"

namespace skald::core {

/// A transition in the making: numbers and times events, holds back those that must wait for the end of the
/// started workflow task, and knows how the transition so far changes what the next step may do.
///
/// The state must outlive the draft and stay as it is.
class Draft {
 public:
  Draft(const RunState& state, const Context& context);

  const RunState& state() const { return state_; }
  const Context& context() const { return context_; }
  /// Logical time: never before the run's last transition nor the start of the task that a worker holds.
  Time time() const { return time_; }
  std::int64_t next_event_id() const { return next_event_id_; }

  /// The transition is about the speculative workflow task itself. Otherwise such a task becomes a real one
  /// with the first thing that is written: Scheduled, and Started if a worker on the port holds it.
  void leave_speculative() { makes_real_ = false; }
  /// The speculative task goes without a trace.
  void drop_speculative();

  /// Appends an event of this moment. The reference is valid until the next call.
  HistoryEvent& add(enums::EventType type);
  /// What was written until now.
  const Transition& so_far() const { return transition_; }
  HistoryEvent& last_event() { return *transition_.mutable_events()->rbegin(); }
  /// The same for an event that a worker or somebody outside causes: buffered while a worker holds the
  /// workflow task, and without an id until the flush.
  HistoryEvent& record(enums::EventType type);
  /// True if record() buffers.
  bool is_buffering() const { return stage_ == WorkflowTaskState::STAGE_STARTED; }
  Fact& last_fact() { return *transition_.mutable_facts()->rbegin(); }
  Fact& add_fact();

  /// Moves the buffered events behind what was written so far: activity results last, otherwise in order of
  /// arrival, results wired to the start that was buffered with them. False if there was none.
  bool flush();
  /// The run closes: the buffered events are never seen.
  void drop_buffered();
  /// True if earlier transitions buffered something that the workflow would miss if the run closed now.
  bool has_earlier_buffered() const;
  /// Takes a TimerFired out of the buffer; its started event id, 0 if it is not there.
  std::int64_t remove_buffered_timer(const std::string& timer_id);
  std::size_t buffered_count() const;
  std::size_t buffered_bytes() const;

  bool has_workflow_task() const { return stage_ != WorkflowTaskState::STAGE_NONE; }
  void set_workflow_task(WorkflowTaskState::Stage stage) { stage_ = stage; }
  /// Null: the run's own queue is used.
  const StickyChanged* sticky() const { return sticky_; }
  void set_sticky(const StickyChanged* sticky) { sticky_ = sticky; }
  bool is_closed() const { return is_closed_; }
  void close() { is_closed_ = true; }

  /// The transition; what is still buffered becomes facts. The draft is spent.
  Transition take();

 private:
  const RunState& state_;
  const Context& context_;
  const Time time_;
  std::int64_t next_event_id_;
  Transition transition_;
  // Arrived in this transition; a deque, because callers hold references.
  std::deque<HistoryEvent> arrived_;
  std::set<std::string> removed_timers_;
  WorkflowTaskState::Stage stage_;
  const StickyChanged* sticky_;
  bool is_flushed_ = false;
  bool is_closed_;
  bool makes_real_;

  void make_real();
};

}  // namespace skald::core
