#include "dsl/replay/child_machine.h"

#include <utility>

#include "dsl/replay/child_failure.h"
#include "dsl/replay/event_text.h"
#include "dsl/replay/payload_conversion.h"
#include "dsl/replay/retry_policy.h"
#include "dsl/replay/run.h"
#include "dsl/replay/transition.h"
#include "engine/api/time.h"
#include "engine/base/assert.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;
using State = ChildMachine::State;

enum class Input { kInitiated, kStarted, kCancel, kCancelRequested, kClosed };

// A child may start and end in every state that history knows: its news and our request to cancel it cross on
// the way. It may end without a start, when there is another workflow with its id.
constexpr Transition<State, Input> kTransitions[] = {
    {State::kMade, Input::kInitiated, State::kInitiated},
    {State::kMade, Input::kCancel, State::kTakenBack},
    {State::kInitiated, Input::kStarted, State::kStarted},
    {State::kInitiated, Input::kCancel, State::kCancelMade},
    {State::kInitiated, Input::kClosed, State::kClosed},
    {State::kStarted, Input::kCancel, State::kCancelMade},
    {State::kStarted, Input::kClosed, State::kClosed},
    {State::kCancelMade, Input::kStarted, State::kCancelMade},
    {State::kCancelMade, Input::kCancelRequested, State::kCancelRequested},
    {State::kCancelMade, Input::kClosed, State::kClosed},
    {State::kCancelRequested, Input::kStarted, State::kCancelRequested},
    {State::kCancelRequested, Input::kClosed, State::kClosed},
};

enums::ParentClosePolicy to_message(ParentClosePolicy policy) {
  switch (policy) {
    case ParentClosePolicy::kAbandon: return enums::PARENT_CLOSE_POLICY_ABANDON;
    case ParentClosePolicy::kRequestCancel: return enums::PARENT_CLOSE_POLICY_REQUEST_CANCEL;
    default: return enums::PARENT_CLOSE_POLICY_TERMINATE;
  }
}

}  // namespace

ChildMachine::ChildMachine(detail::ChildCall call, detail::ScopeRef scope, std::uint32_t number)
    : Machine(std::move(scope), call.site, number),
      wait_for_cancellation_(call.options.wait_for_cancellation),
      type_(call.type),
      workflow_id_(call.options.id),
      request_(std::make_unique<detail::ChildCall>(std::move(call))) {}

void ChildMachine::cancel(Run& run) {
  const auto next = next_state(kTransitions, state_, Input::kCancel);
  if (!next) return;
  state_ = *next;
  if (state_ == State::kTakenBack) return take_back(run);
  run.commands.push(CommandKind::kCancelChild, self());
  if (!wait_for_cancellation_) refuse(run);
}

std::optional<std::string> ChildMachine::match(CommandKind kind, const HistoryEvent& event) {
  return kind == CommandKind::kCancelChild ? match_cancel(event) : match_start(event);
}

std::optional<std::string> ChildMachine::match_start(const HistoryEvent& event) {
  if (event.event_type() != enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED)
    return "another kind of command";
  const auto& attributes = event.start_child_workflow_execution_initiated_event_attributes();
  if (attributes.workflow_type().name() != type_) return "the workflow types differ";
  if (attributes.workflow_id() != workflow_id_) return "the workflow ids differ";
  const auto next = next_state(kTransitions, state_, Input::kInitiated);
  SKALD_ASSERT(next.has_value());
  state_ = *next;
  set_initiated_event_id(event.event_id());
  request_ = nullptr;
  return std::nullopt;
}

std::optional<std::string> ChildMachine::match_cancel(const HistoryEvent& event) {
  if (event.event_type() != enums::EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED)
    return "another kind of command";
  const auto& attributes = event.request_cancel_external_workflow_execution_initiated_event_attributes();
  if (attributes.workflow_execution().workflow_id() != workflow_id_) return "another workflow is cancelled";
  if (const auto next = next_state(kTransitions, state_, Input::kCancelRequested)) state_ = *next;
  return std::nullopt;
}

void ChildMachine::write(CommandKind kind, temporal::api::command::v1::Command& command) {
  if (kind != CommandKind::kCancelChild) return write_start(command);
  command.set_command_type(enums::COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION);
  auto& attributes = *command.mutable_request_cancel_external_workflow_execution_command_attributes();
  attributes.set_workflow_id(workflow_id_);
  attributes.set_child_workflow_only(true);
  attributes.set_reason(scope().reason());
}

void ChildMachine::write_start(temporal::api::command::v1::Command& command) {
  SKALD_ASSERT(request_ != nullptr);
  command.set_command_type(enums::COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION);
  auto& attributes = *command.mutable_start_child_workflow_execution_command_attributes();
  const ChildOptions& options = request_->options;
  attributes.set_workflow_id(workflow_id_);
  attributes.mutable_workflow_type()->set_name(type_);
  attributes.mutable_task_queue()->set_name(options.task_queue);
  attributes.set_parent_close_policy(to_message(options.parent_close));
  attributes.set_cron_schedule(options.cron_schedule);
  const auto set = [](Duration value, auto* message) { *message = api::to_duration_message(value); };
  if (options.execution_timeout > Duration::zero())
    set(options.execution_timeout, attributes.mutable_workflow_execution_timeout());
  if (options.run_timeout > Duration::zero())
    set(options.run_timeout, attributes.mutable_workflow_run_timeout());
  if (options.task_timeout > Duration::zero())
    set(options.task_timeout, attributes.mutable_workflow_task_timeout());
  if (is_given(options.retry)) replay::write(options.retry, *attributes.mutable_retry_policy());
  if (!request_->input.empty()) replay::to_message(std::move(request_->input), *attributes.mutable_input());
  if (!options.summary.empty()) {
    replay::to_message(json_text(options.summary), *command.mutable_user_metadata()->mutable_summary());
  }
  request_ = nullptr;
}

std::string ChildMachine::describe(CommandKind kind) const {
  return std::string(to_string(kind)) + " " + type_ + " (workflow id " + workflow_id_ + ")";
}

std::optional<std::string> ChildMachine::observe(const HistoryEvent& event) {
  const bool started = event.event_type() == enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED;
  const auto next = next_state(kTransitions, state_, started ? Input::kStarted : Input::kClosed);
  if (!next) return describe() + " cannot take the event " + event_name(event);
  state_ = *next;
  if (state_ == State::kClosed) result_event_id_ = event.event_id();
  return std::nullopt;
}

void ChildMachine::deliver(Run& run, const HistoryEvent& event) {
  if (is_ready()) return;
  if (event.event_type() == enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED) {
    outcome_ = detail::Outcome::kSucceeded;
    const auto& result = event.child_workflow_execution_completed_event_attributes().result();
    succeed(run, result.payloads_size() == 0 ? null_payload() : from_message(result.payloads(0)));
    return;
  }
  if (event.event_type() == enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED ||
      event.event_type() == enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED) {
    outcome_ = detail::Outcome::kFailed;
  }
  fail(run, child_failure(describe(), event));
}

}  // namespace skald::replay
