#include "engine/core/problem.h"

#include <string>
#include <vector>

#include "engine/api/keyword_list.h"
#include "engine/core/enum_name.h"

namespace skald::core {
namespace {

constexpr char kAttribute[] = "TemporalReportedProblems";

// "TIMEOUT_TYPE_START_TO_CLOSE" after its prefix.
std::string name_after(const std::string& prefix, const std::string& name) {
  return camel_case(name.size() > prefix.size() ? name.substr(prefix.size()) : name);
}

}  // namespace

void note_failed_task(const HistoryEvent& event, RunState& state) {
  state.clear_workflow_task_problem();
  if (event.has_workflow_task_failed_event_attributes()) {
    const auto cause = event.workflow_task_failed_event_attributes().cause();
    state.add_workflow_task_problem("category=WorkflowTaskFailed");
    state.add_workflow_task_problem(
        "cause=WorkflowTaskFailedCause" +
        name_after("WORKFLOW_TASK_FAILED_CAUSE_", enums::WorkflowTaskFailedCause_Name(cause)));
  } else {
    const auto type = event.workflow_task_timed_out_event_attributes().timeout_type();
    state.add_workflow_task_problem("category=WorkflowTaskTimedOut");
    state.add_workflow_task_problem("cause=WorkflowTaskTimedOutCause" +
                                    name_after("TIMEOUT_TYPE_", enums::TimeoutType_Name(type)));
  }
}

void clear_problem(RunState& state) {
  state.clear_workflow_task_problem();
  if (state.search_attributes().indexed_fields().contains(kAttribute))
    state.mutable_search_attributes()->mutable_indexed_fields()->erase(kAttribute);
}

void apply_problem(const internal::v1::ReportedProblems& fact, RunState& state) {
  (*state.mutable_search_attributes()->mutable_indexed_fields())[kAttribute] =
      api::keyword_list_payload({fact.problems().begin(), fact.problems().end()});
}

void report_problem(Draft& draft) {
  const RunState& state = draft.state();
  const bool is_known = state.search_attributes().indexed_fields().contains(kAttribute);
  const bool is_often = state.workflow_task().attempt() >= draft.context().limits.reported_task_attempts;
  if (is_known || !is_often || state.workflow_task_problem().empty()) return;
  *draft.add_fact().mutable_reported_problems()->mutable_problems() = state.workflow_task_problem();
}

}  // namespace skald::core
