#include "dsl/replay/divergence.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "dsl/replay/event_text.h"
#include "dsl/replay/run.h"

namespace skald::replay {
namespace {

using History = temporal::api::history::v1::History;

// The code that Temporal's tools know for "workflow code and history disagree".
constexpr const char* kCode = "TMPRL1100 ";
constexpr int kShownEvents = 5;

constexpr const char* kUsualCauses =
    "What usually causes this:\n"
    "  - the workflow's code was changed while this run was open: calls added, removed, put in another "
    "order, or an\n"
    "    activity renamed. Let open runs finish with the old code, or let old runs take the old branch;\n"
    "  - the code asks something that differs between two executions: the system's clock, random numbers, "
    "environment\n"
    "    variables, files, global variables, addresses, the order of an unordered container. Use "
    "skald::now(),\n"
    "    skald::random(), skald::uuid(), or an activity;\n"
    "  - two waiting calls stand in one argument list, and another compiler evaluates them in another "
    "order;\n"
    "  - the history belongs to another workflow than the one that is replayed.\n";

std::string place(const QueuedCommand& command) {
  const Site site = command.source->command_site();
  if (site.line() == 0) return "";
  return std::string(site.file()) + ":" + std::to_string(site.line());
}

const temporal::api::history::v1::HistoryEvent* find_event(const History& history, std::int64_t id) {
  const auto found = std::find_if(history.events().begin(), history.events().end(),
                                  [id](const auto& event) { return event.event_id() == id; });
  return found == history.events().end() ? nullptr : &*found;
}

void write_events_before(std::ostream& out, const History& history, std::int64_t event_id) {
  const auto& events = history.events();
  const auto end = std::find_if(events.begin(), events.end(),
                                [event_id](const auto& event) { return event.event_id() >= event_id; });
  const auto count = std::min<std::ptrdiff_t>(kShownEvents, end - events.begin());
  out << "The last events that agreed:\n";
  for (auto event = end - count; event != end; ++event) {
    out << "  " << event->event_id() << "  " << describe_event(*event) << "\n";
  }
  if (count == 0) out << "  none\n";
  out << "\n";
}

void write_run(std::ostream& out, const Run& run) {
  out << "Workflow   " << run.info.workflow_type << "\n";
  if (!run.info.workflow_id.empty()) out << "Id         " << run.info.workflow_id << "\n";
  if (!run.info.run_id.empty()) out << "Run        " << run.info.run_id << "\n";
}

void write_stacks(std::ostream& out, Run& run) {
  const std::string stacks = run.scheduler.stack_traces();
  out << "Where the workflow's code stands:\n";
  if (stacks.empty()) {
    out << "  its body has ended\n\n";
    return;
  }
  out << stacks << (stacks.back() == '\n' ? "\n" : "\n\n");
}

std::string page(Run& run, const History& history, const Mismatch& mismatch, const std::string& summary) {
  std::ostringstream out;
  out << summary << "\n\n";
  write_run(out, run);
  const auto* event = find_event(history, mismatch.event_id);
  out << "Event      " << mismatch.event_id << (event ? " " + describe_event(*event) : "") << "\n";
  if (mismatch.command != nullptr) {
    const QueuedCommand& command = *mismatch.command;
    out << "Command    " << command.source->describe(command.kind) << "\n";
    if (const std::string where = place(command); !where.empty()) out << "Made at    " << where << "\n";
  }
  out << "\n";
  write_events_before(out, history, mismatch.event_id);
  write_stacks(out, run);
  out << kUsualCauses;
  return out.str();
}

}  // namespace

Divergence write_up(Run& run, const History& history, const Mismatch& mismatch) {
  std::string summary = kCode + ("event " + std::to_string(mismatch.event_id)) + ": " + mismatch.text;
  if (mismatch.command != nullptr) {
    if (const std::string where = place(*mismatch.command); !where.empty()) summary += ", made at " + where;
  }
  return {mismatch.event_id, summary, page(run, history, mismatch, summary)};
}

Divergence write_up_failure(Run& run, const History& history) {
  Mismatch mismatch;
  mismatch.event_id = run.last_event_id;
  mismatch.text = "history goes on after this workflow task, but the code failed in it: " +
                  run.failure->failure.message();
  return write_up(run, history, mismatch);
}

}  // namespace skald::replay
