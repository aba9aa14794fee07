#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/core/completion_updates.h"
#include "engine/core/decide.h"
#include "engine/core/draft.h"

/// The commands of a workflow task's completion, one file per group. Each turns its command into exactly one
/// event of the draft, or refuses it, which refuses the whole completion.
namespace skald::core {

/// Why a command, and with it the completion, is refused.
struct CommandError {
  enums::WorkflowTaskFailedCause cause{};
  /// "BadStartTimerAttributes: …": what the task's failure and the worker's answer say.
  std::string message;
  /// Too large for the history: the run is terminated instead of trying the task again and again.
  bool terminates_run = false;
};
using CommandResult = std::optional<CommandError>;

/// The error of attributes that cannot be; `name` is the cause's short name.
CommandError bad_command(enums::WorkflowTaskFailedCause cause, const char* name, const std::string& text);

/// A completion in the making: the draft, and what the commands so far changed beside it.
class Completion {
 public:
  Completion(const RunState& state, const wire::RespondWorkflowTaskCompletedRequest& completed,
             const Context& context, const AdmittedUpdates& admitted)
      : draft(state, context), request(completed), updates(state, admitted, completed.messages()) {}

  Draft draft;
  const wire::RespondWorkflowTaskCompletedRequest& request;
  CompletionUpdates updates;
  std::int64_t completed_event_id = 0;
  std::vector<std::int64_t> eager_activities;
  /// An activity that no worker had yet was cancelled: the workflow is told at once.
  bool cancelled_unstarted = false;
  std::optional<NewRun> next;
  /// Workflow ids of the children that this completion starts, one for each command; and how many signals
  /// and cancellation requests to others it makes.
  std::vector<std::string> started_children;
  std::size_t external_signals = 0;
  std::size_t external_cancels = 0;

  const RunState& state() const { return draft.state(); }
  const Limits& limits() const { return draft.context().limits; }

  /// The command's event, with the command's user metadata.
  HistoryEvent& add_event(enums::EventType type, const command::Command& command);

  // Activities, as the commands so far left them.
  bool is_activity_id_taken(const std::string& activity_id);
  std::size_t pending_activities() const;
  void activity_scheduled(std::int64_t scheduled_event_id, const std::string& activity_id);
  /// Pending, and its cancellation was not requested before; or ended without the workflow knowing.
  bool is_activity_cancellable(std::int64_t scheduled_event_id) const;
  /// Pending, and no worker has an attempt of it.
  bool is_activity_unstarted(std::int64_t scheduled_event_id) const;
  void activity_cancel_requested(std::int64_t scheduled_event_id) {
    cancel_requested_.insert(scheduled_event_id);
  }
  void activity_cancelled(std::int64_t scheduled_event_id);

  // Timers, likewise. 0: no such timer.
  std::int64_t timer(const std::string& timer_id) const;
  void timer_started(const std::string& timer_id, std::int64_t event_id);
  void timer_cancelled(const std::string& timer_id);

 private:
  const std::string* find_activity(std::int64_t scheduled_event_id) const;

  // Built when the first command asks, once a completion.
  std::optional<std::unordered_set<std::string>> activity_ids_;
  std::map<std::int64_t, std::string> scheduled_here_;
  std::set<std::int64_t> cancel_requested_;
  std::set<std::int64_t> cancelled_here_;
  std::map<std::string, std::int64_t> timers_started_here_;
  std::set<std::string> timers_cancelled_here_;
};

/// Search attributes that a command gives to its own run, with their types, or why it cannot.
struct CheckedAttributes {
  common::SearchAttributes attributes;
  CommandError error;  ///< without a message: none
};
CheckedAttributes checked_for_command(const Completion& completion,
                                      const common::SearchAttributes& attributes);

/// Runs one command.
CommandResult run_command(Completion& completion, const command::Command& command);
bool closes_run(const command::Command& command);
/// False for a type that this build does not know: only the caller is told.
bool is_known_command(const command::Command& command);
/// "StartTimer", "CompleteWorkflowExecution": the type as messages print it.
std::string command_name(const command::Command& command);

CommandResult schedule_activity(Completion& completion, const command::Command& command);
CommandResult request_cancel_activity(Completion& completion, const command::Command& command);
CommandResult start_timer(Completion& completion, const command::Command& command);
CommandResult cancel_timer(Completion& completion, const command::Command& command);
CommandResult record_marker(Completion& completion, const command::Command& command);
CommandResult upsert_search_attributes(Completion& completion, const command::Command& command);
CommandResult modify_properties(Completion& completion, const command::Command& command);
CommandResult start_child(Completion& completion, const command::Command& command);
CommandResult signal_external(Completion& completion, const command::Command& command);
CommandResult request_cancel_external(Completion& completion, const command::Command& command);
CommandResult protocol_message(Completion& completion, const command::Command& command);
/// The messages that no command named; if the run has closed, those alone that leave no event.
CommandResult handle_unnamed_messages(Completion& completion);
CommandResult complete_workflow(Completion& completion, const command::Command& command);
CommandResult fail_workflow(Completion& completion, const command::Command& command);
CommandResult cancel_workflow(Completion& completion, const command::Command& command);
CommandResult continue_as_new(Completion& completion, const command::Command& command);

}  // namespace skald::core
