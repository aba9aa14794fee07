#pragma once

#include <string>

#include "engine/core/apply.h"
#include "engine/core/names.h"

/// The parts of apply(), one file per group of events. Each event of a group changes the state as its name
/// says; what cannot be is refused.
namespace skald::core {

/// A transition being applied.
struct ApplyStep {
  RunState& state;
  const Transition& transition;
  /// The transition writes events that were buffered before: what they change was changed then.
  bool flushes = false;
};

/// Damage, with the run and the transition in its message.
Error cannot_apply(const ApplyStep& step, const std::string& what);

/// `event` is one of the group's; an event that is only buffered now has no id.
Status apply_run_event(ApplyStep& step, const HistoryEvent& event);
Status apply_workflow_task_event(ApplyStep& step, const HistoryEvent& event);
Status apply_activity_event(ApplyStep& step, const HistoryEvent& event);
Status apply_timer_event(ApplyStep& step, const HistoryEvent& event);
Status apply_record_event(ApplyStep& step, const HistoryEvent& event);
Status apply_update_event(ApplyStep& step, const HistoryEvent& event);
Status apply_child_event(ApplyStep& step, const HistoryEvent& event);
Status apply_external_event(ApplyStep& step, const HistoryEvent& event);
/// Finds the group.
Status apply_event(ApplyStep& step, const HistoryEvent& event);

Status apply_workflow_task_fact(ApplyStep& step, const Fact& fact);
Status apply_activity_fact(ApplyStep& step, const Fact& fact);
Status apply_buffer_fact(ApplyStep& step, const Fact& fact);
Status apply_child_fact(ApplyStep& step, const Fact& fact);
Status apply_fact(ApplyStep& step, const Fact& fact);

/// The parts of a start and of an end that concern parents and children. `event` ends the run.
void start_as_child(RunState& state);
void close_relations(ApplyStep& step, const HistoryEvent& event);
/// Says only that messages of a run have arrived: the one kind of transition that a closed run still makes.
bool is_answer(const Transition& transition);

}  // namespace skald::core
