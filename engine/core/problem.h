#pragma once

#include "engine/core/draft.h"

/// Workflow tasks that go wrong again and again: the search attribute TemporalReportedProblems lists their
/// runs.
namespace skald::core {

/// Notes how a first attempt went wrong; what later ones do is not told apart.
void note_failed_task(const HistoryEvent& failed_or_timed_out, RunState& state);
/// A workflow task was completed: nothing is wrong any more.
void clear_problem(RunState& state);
void apply_problem(const internal::v1::ReportedProblems& fact, RunState& state);

/// An attempt of the pending workflow task has gone wrong: says so if it was one too many.
void report_problem(Draft& draft);

}  // namespace skald::core
