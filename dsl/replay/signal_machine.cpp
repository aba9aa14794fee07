#include "dsl/replay/signal_machine.h"

#include <utility>

#include "dsl/replay/event_text.h"
#include "dsl/replay/payload_conversion.h"
#include "dsl/replay/run.h"
#include "dsl/replay/transition.h"
#include "engine/base/assert.h"
#include "skald/child_errors.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;
using State = SignalMachine::State;

enum class Input { kInitiated, kCancel, kClosed };

constexpr Transition<State, Input> kTransitions[] = {
    {State::kMade, Input::kInitiated, State::kInitiated},
    {State::kMade, Input::kCancel, State::kTakenBack},
    {State::kInitiated, Input::kCancel, State::kInitiated},
    {State::kInitiated, Input::kClosed, State::kClosed},
};

}  // namespace

SignalMachine::SignalMachine(detail::ExternalSignalCall call, detail::ScopeRef scope, std::uint32_t number)
    : Machine(std::move(scope), call.site, number), call_(std::move(call)) {}

void SignalMachine::cancel(Run& run) {
  const auto next = next_state(kTransitions, state_, Input::kCancel);
  if (!next) return;
  state_ = *next;
  if (state_ == State::kTakenBack) return take_back(run);
  refuse(run);
}

std::optional<std::string> SignalMachine::match(CommandKind, const HistoryEvent& event) {
  if (event.event_type() != enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED)
    return "another kind of command";
  const auto& attributes = event.signal_external_workflow_execution_initiated_event_attributes();
  if (attributes.signal_name() != call_.name) return "the signals differ";
  if (attributes.workflow_execution().workflow_id() != call_.workflow_id) return "the workflow ids differ";
  const auto next = next_state(kTransitions, state_, Input::kInitiated);
  SKALD_ASSERT(next.has_value());
  state_ = *next;
  set_initiated_event_id(event.event_id());
  call_.input.clear();
  return std::nullopt;
}

void SignalMachine::write(CommandKind, temporal::api::command::v1::Command& command) {
  command.set_command_type(enums::COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION);
  auto& attributes = *command.mutable_signal_external_workflow_execution_command_attributes();
  attributes.mutable_execution()->set_workflow_id(call_.workflow_id);
  attributes.set_signal_name(call_.name);
  if (!call_.input.empty()) to_message(std::move(call_.input), *attributes.mutable_input());
}

std::string SignalMachine::describe(CommandKind kind) const {
  return std::string(to_string(kind)) + " " + call_.name + " (workflow id " + call_.workflow_id + ")";
}

std::optional<std::string> SignalMachine::observe(const HistoryEvent& event) {
  const auto next = next_state(kTransitions, state_, Input::kClosed);
  if (!next) return describe() + " cannot take the event " + event_name(event);
  state_ = *next;
  return std::nullopt;
}

void SignalMachine::deliver(Run& run, const HistoryEvent& event) {
  if (is_ready()) return;
  if (event.event_type() == enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED) {
    outcome_ = detail::Outcome::kSucceeded;
    return succeed(run, null_payload());
  }
  outcome_ = detail::Outcome::kFailed;
  const auto cause = event.signal_external_workflow_execution_failed_event_attributes().cause();
  const bool is_full =
      cause == enums::SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED;
  fail(run, std::make_exception_ptr(ExternalWorkflowError(
                describe() + " did not arrive: " +
                (is_full ? "it has had as many signals as it may" : "there is none, or it has ended"))));
}

}  // namespace skald::replay
