#include "dsl/replay/task_replay.h"

#include <algorithm>
#include <string>
#include <utility>

#include "dsl/replay/closing_machine.h"
#include "dsl/replay/event_reference.h"
#include "dsl/replay/event_text.h"
#include "dsl/replay/payload_conversion.h"
#include "dsl/replay/workflow_body.h"
#include "engine/api/time.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;

Mismatch mismatch(const HistoryEvent& event, std::string text, const QueuedCommand* command = nullptr) {
  return {event.event_id(), std::move(text), command};
}

}  // namespace

std::optional<Mismatch> TaskReplay::take(const Step& step) {
  urgent_.clear();
  results_.clear();
  if (auto found = read_all(step)) return found;
  if (run_.failure) return std::nullopt;
  if (auto found = find_unmet_command()) return found;
  if (step.runs_code) run_code(history_.events(step.end - 1), step.replaying);
  return std::nullopt;
}

std::optional<Mismatch> TaskReplay::read_all(const Step& step) {
  for (int i = step.begin; i < step.end; ++i) {
    const HistoryEvent& event = history_.events(i);
    if (event.event_id() != run_.last_event_id + 1) {
      run_.fail_task("the history is not whole: after event " + std::to_string(run_.last_event_id) +
                         " comes event " + std::to_string(event.event_id()),
                     "BrokenHistory");
      return std::nullopt;
    }
    if (auto found = read(event)) return found;
    run_.last_event_id = event.event_id();
  }
  return std::nullopt;
}

std::optional<Mismatch> TaskReplay::read(const HistoryEvent& event) {
  switch (role_of(event)) {
    case EventRole::kStart: begin(event); return std::nullopt;
    case EventRole::kTaskCompleted:
      run_.has_completed_task = true;
      completed_event_id_ = event.event_id();
      return std::nullopt;
    case EventRole::kTaskFailed: note_failed_task(event); return std::nullopt;
    case EventRole::kCommand: return match(event);
    case EventRole::kProgress: return observe(event, false);
    case EventRole::kResult: return observe(event, true);
    case EventRole::kSignal:
    case EventRole::kCancel: urgent_.push_back({&event, nullptr}); return std::nullopt;
    case EventRole::kNothing: return std::nullopt;
    case EventRole::kUnknown: break;
  }
  return mismatch(event, "history has an " + event_name(event) + ", which this build does not know");
}

std::optional<Mismatch> TaskReplay::match(const HistoryEvent& event) {
  if (markers_.skips(event)) return std::nullopt;
  const QueuedCommand* command = run_.commands.front();
  if (command == nullptr) {
    return mismatch(event, "history has " + describe_event(event) + ", but the code made no command there" +
                               (run_.closing ? " (its body has ended)" : ""));
  }
  if (const auto difference = command->source->match(command->kind, event)) {
    return mismatch(event,
                    "history has " + describe_event(event) + ", but the code made " +
                        command->source->describe(command->kind) + " (" + *difference + ")",
                    command);
  }
  const auto machine = std::dynamic_pointer_cast<Machine>(command->source);
  if (machine && !machine->is_open()) run_.machines.remove(machine.get());
  run_.commands.pop_front();
  return std::nullopt;
}

std::optional<Mismatch> TaskReplay::observe(const HistoryEvent& event, bool is_result) {
  Machine* machine = run_.machines.find(initiated_event_id(event));
  if (machine == nullptr) {
    return mismatch(event, "history has " + describe_event(event) +
                               ", but the code waits for nothing that this event could end");
  }
  if (const auto refused = machine->observe(event)) return mismatch(event, *refused);
  if (!is_result) return std::nullopt;
  results_.push_back({&event, std::static_pointer_cast<Machine>(machine->shared_from_this())});
  run_.machines.remove(machine);
  return std::nullopt;
}

std::optional<Mismatch> TaskReplay::find_unmet_command() const {
  const QueuedCommand* command = run_.commands.front();
  if (command == nullptr) return std::nullopt;
  return Mismatch{completed_event_id_,
                  "the code made " + command->source->describe(command->kind) +
                      ", but history has no event for it after this task",
                  command};
}

void TaskReplay::begin(const HistoryEvent& started) {
  const auto& attributes = started.workflow_execution_started_event_attributes();
  detail::WorkflowInfo& info = run_.info;
  info.first_execution_run_id = attributes.first_execution_run_id();
  if (info.task_queue.empty()) info.task_queue = attributes.task_queue().name();
  if (info.workflow_id.empty()) info.workflow_id = attributes.workflow_id();
  if (!attributes.workflow_type().name().empty()) info.workflow_type = attributes.workflow_type().name();
  info.attempt = std::max(1, attributes.attempt());
  info.start_time = api::to_time(started.event_time());
  const std::string& original = attributes.original_execution_run_id();
  run_.random = RandomBits(original.empty() ? info.run_id : original);
  run_.input = from_message(attributes.input());
}

void TaskReplay::note_failed_task(const HistoryEvent& failed) {
  const auto& attributes = failed.workflow_task_failed_event_attributes();
  if (attributes.cause() != enums::WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW) return;
  // The run goes on under a new id, and with random numbers of its own.
  run_.random = RandomBits(attributes.new_run_id());
}

void TaskReplay::run_code(const HistoryEvent& task_started, bool replaying) {
  run_.commands.clear();
  run_.replaying = replaying;
  // A workflow's clock never goes back, whatever the server's did.
  run_.now = std::max(run_.now, api::to_time(task_started.event_time()));
  run_.info.history_length = task_started.event_id();
  run_.info.continue_as_new_suggested =
      task_started.workflow_task_started_event_attributes().suggest_continue_as_new();
  if (!run_.has_begun) {
    run_.has_begun = true;
    start_body(run_);
  }
  for (const Job& job : urgent_) deliver(job);
  run_.run_fibers();
  for (const Job& job : results_) {
    deliver(job);
    run_.run_fibers();
  }
  if (!run_.pending_signals.empty() && run_.instance) {
    retry_pending_signals(run_);
    run_.run_fibers();
  }
  if (run_.closing) run_.commands.push(run_.closing->kind(), run_.closing);
}

void TaskReplay::deliver(const Job& job) {
  const HistoryEvent& event = *job.event;
  if (job.machine) return job.machine->deliver(run_, event);
  if (event.event_type() == enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED) {
    const auto& attributes = event.workflow_execution_signaled_event_attributes();
    deliver_signal(run_, {event.event_id(), attributes.signal_name(), from_message(attributes.input())});
    return;
  }
  run_.root->cancel(event.workflow_execution_cancel_requested_event_attributes().cause());
  run_.cancel_waiting();
}

}  // namespace skald::replay
