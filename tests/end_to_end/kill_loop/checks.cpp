#include "tests/end_to_end/kill_loop/checks.h"

#include <algorithm>
#include <map>

#include "dsl/replay/workflow_run.h"
#include "tests/end_to_end/kill_loop/stories.h"

namespace skald::kill_loop {
namespace {

using temporal::api::history::v1::HistoryEvent;

std::string data_of(const temporal::api::common::v1::Payloads& payloads) {
  return payloads.payloads_size() == 1 ? payloads.payloads(0).data() : "";
}

// What a client is told of this close event; empty if another run follows, or nothing was closed.
std::string outcome_of(const HistoryEvent& event) {
  switch (event.attributes_case()) {
    case HistoryEvent::kWorkflowExecutionCompletedEventAttributes:
      return data_of(event.workflow_execution_completed_event_attributes().result());
    case HistoryEvent::kWorkflowExecutionFailedEventAttributes: return "failed";
    case HistoryEvent::kWorkflowExecutionCanceledEventAttributes: return "cancelled";
    default: return "";
  }
}

std::int64_t activity_ended_by(const HistoryEvent& event) {
  switch (event.attributes_case()) {
    case HistoryEvent::kActivityTaskCompletedEventAttributes:
      return event.activity_task_completed_event_attributes().scheduled_event_id();
    case HistoryEvent::kActivityTaskFailedEventAttributes:
      return event.activity_task_failed_event_attributes().scheduled_event_id();
    case HistoryEvent::kActivityTaskTimedOutEventAttributes:
      return event.activity_task_timed_out_event_attributes().scheduled_event_id();
    case HistoryEvent::kActivityTaskCanceledEventAttributes:
      return event.activity_task_canceled_event_attributes().scheduled_event_id();
    default: return 0;
  }
}

}  // namespace

Checks::Checks(workers::Connection& connection, const Registry& registry,
               const std::vector<std::vector<std::string>>& ledger)
    : registry_(registry), ledger_(ledger) {
  for (const auto& line : ledger_) {
    if (line[0] == "returns") returned_.insert(line[1] + " " + line[2] + " " + line[3] + " " + line[4]);
  }
  for (const auto& run : end_to_end::list_runs(connection, "")) {
    ++runs_;
    const History history = end_to_end::history_of(connection, run.workflow_id, run.run_id);
    check_run(run, history);
    note_start(run, history);
    check_activities(run, history);
    check_replay(run, history);
    note_signals(history);
  }
  check_attempts_are_unique();
  check_acknowledged();
}

std::size_t Checks::acknowledged(const std::string& word) const {
  return static_cast<std::size_t>(
      std::count_if(ledger_.begin(), ledger_.end(), [&](const auto& line) { return line[0] == word; }));
}

void Checks::check_run(const end_to_end::RunName& run, const History& history) {
  const std::string name = run.workflow_id + " " + run.run_id;
  known_runs_.insert(name);
  for (int i = 0; i < history.events_size(); ++i) {
    if (history.events(i).event_id() != i + 1)
      problem("a gap before event " + std::to_string(i) + " of " + name);
    if (history.events(i).has_workflow_execution_cancel_requested_event_attributes()) {
      cancel_requested_.insert(run.workflow_id);
    }
  }
  if (history.events().empty()) return problem("no history of " + name);
  const HistoryEvent& last = *history.events().rbegin();
  const std::string outcome = outcome_of(last);
  if (!outcome.empty()) {
    outcomes_.insert(run.workflow_id + " " + outcome);
  } else if (!last.has_workflow_execution_continued_as_new_event_attributes()) {
    problem(name + " has not ended");
  }
}

// No two stories have one id, so a second first run is a start that was done twice.
void Checks::note_start(const end_to_end::RunName& run, const History& history) {
  if (history.events().empty()) return;
  const auto& started = history.events(0).workflow_execution_started_event_attributes();
  const bool follows_another = !started.continued_execution_run_id().empty();
  if (!follows_another && !started_.insert(run.workflow_id).second)
    problem("started twice: " + run.workflow_id);
}

void Checks::check_activities(const end_to_end::RunName& run, const History& history) {
  std::map<std::int64_t, int> ends;
  for (const HistoryEvent& event : history.events()) {
    if (event.has_activity_task_scheduled_event_attributes()) ends[event.event_id()] += 0;
    if (const std::int64_t scheduled = activity_ended_by(event); scheduled != 0) ++ends[scheduled];
    if (!event.has_activity_task_completed_event_attributes()) continue;
    const auto& completed = event.activity_task_completed_event_attributes();
    const auto event_at = [&](std::int64_t id) { return history.events(static_cast<int>(id) - 1); };
    const std::string trace =
        run.run_id + " " +
        event_at(completed.scheduled_event_id()).activity_task_scheduled_event_attributes().activity_id() +
        " " +
        std::to_string(
            event_at(completed.started_event_id()).activity_task_started_event_attributes().attempt());
    const std::string result = data_of(completed.result());
    const std::string token = result.size() > 2 ? result.substr(1, result.size() - 2) : "";
    if (returned_.count(trace + " " + token) == 0) problem("no activity returned what stands for " + trace);
  }
  activities_ += ends.size();
  for (const auto& [scheduled, count] : ends) {
    if (count == 1) continue;
    problem("activity " + std::to_string(scheduled) + " of run " + run.run_id + " ended " +
            std::to_string(count) + " times");
  }
}

void Checks::check_replay(const end_to_end::RunName& run, const History& history) {
  const auto* definition = registry_.find_workflow(run.type);
  if (definition == nullptr) return problem("unknown type " + run.type);
  const auto divergence = replay::replay_history(
      history, *definition, {.workflow_id = run.workflow_id, .run_id = run.run_id, .task_queue = "stories"});
  if (divergence) problem(divergence->report);
}

void Checks::note_signals(const History& history) {
  for (const HistoryEvent& event : history.events()) {
    if (!event.has_workflow_execution_signaled_event_attributes()) continue;
    const auto& input = event.workflow_execution_signaled_event_attributes().input();
    signal_tokens_.insert(from_json<Vote>(data_of(input)).token);
  }
}

void Checks::check_attempts_are_unique() {
  std::set<std::string> begun;
  for (const auto& line : ledger_) {
    if (line[0] != "begins") continue;
    const std::string attempt = line[1] + " " + line[2] + " " + line[3];
    if (!begun.insert(attempt).second) problem("ran twice: " + attempt);
  }
}

void Checks::check_acknowledged() {
  for (const auto& line : ledger_) {
    const std::string what = line.size() > 2 ? line[1] + " " + line[2] : "";
    if (line[0] == "started" && known_runs_.count(what) == 0) problem("a start was lost: " + what);
    if (line[0] == "cancelled" && cancel_requested_.count(line[1]) == 0) {
      problem("a cancel was lost: " + line[1]);
    }
    if (line[0] == "ended" && outcomes_.count(what) == 0) problem("another result is stored than " + what);
    if (line[0] == "signalled" && signal_tokens_.count(line[2]) == 0) problem("a signal was lost: " + what);
  }
  for (const std::string& token : std::set<std::string>(signal_tokens_.begin(), signal_tokens_.end())) {
    if (signal_tokens_.count(token) > 1) problem("a signal arrived twice: " + token);
  }
}

}  // namespace skald::kill_loop
