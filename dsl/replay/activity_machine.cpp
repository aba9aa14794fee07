#include "dsl/replay/activity_machine.h"

#include <utility>

#include "dsl/replay/event_text.h"
#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/payload_conversion.h"
#include "dsl/replay/retry_policy.h"
#include "dsl/replay/run.h"
#include "dsl/replay/transition.h"
#include "engine/api/time.h"
#include "engine/base/assert.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;
using State = ActivityMachine::State;

enum class Input { kScheduled, kStarted, kCancel, kCancelRequested, kClosed };

// An activity may end in every state that history knows: its end and our request to cancel it cross on the
// way.
constexpr Transition<State, Input> kTransitions[] = {
    {State::kMade, Input::kScheduled, State::kScheduled},
    {State::kMade, Input::kCancel, State::kTakenBack},
    {State::kScheduled, Input::kStarted, State::kScheduled},
    {State::kScheduled, Input::kCancel, State::kCancelMade},
    {State::kScheduled, Input::kClosed, State::kClosed},
    {State::kCancelMade, Input::kStarted, State::kCancelMade},
    {State::kCancelMade, Input::kCancelRequested, State::kCancelRequested},
    {State::kCancelMade, Input::kClosed, State::kClosed},
    {State::kCancelRequested, Input::kStarted, State::kCancelRequested},
    {State::kCancelRequested, Input::kClosed, State::kClosed},
};

// One attempt that failed has said so; of two, the second's start tells how the first ended; what the first
// of three did, no event tells.
constexpr std::int32_t kAttemptsThatEventsTell = 2;

Payload first_payload(const temporal::api::common::v1::Payloads& payloads) {
  return payloads.payloads_size() == 0 ? null_payload() : from_message(payloads.payloads(0));
}

}  // namespace

struct ActivityMachine::Request {
  ActivityOptions options;
  Payloads input;
  detail::Header header;
};

ActivityMachine::ActivityMachine(detail::ActivityCall call, detail::Header header, detail::ScopeRef scope,
                                 std::uint32_t number)
    : Machine(std::move(scope), call.site, number),
      wait_for_cancellation_(call.options.wait_for_cancellation),
      type_(std::move(call.type)),
      given_id_(call.options.id),
      request_(std::make_shared<Request>(
          Request{std::move(call.options), std::move(call.input), std::move(header)})) {}

std::string ActivityMachine::activity_id() const {
  return given_id_.empty() ? std::to_string(number()) : given_id_;
}

void ActivityMachine::cancel(Run& run) {
  const auto next = next_state(kTransitions, state_, Input::kCancel);
  if (!next) return;
  state_ = *next;
  if (state_ == State::kTakenBack) return take_back(run);
  run.commands.push(CommandKind::kRequestCancelActivity, self());
  if (!wait_for_cancellation_) refuse(run);
}

std::optional<std::string> ActivityMachine::match(CommandKind kind, const HistoryEvent& event) {
  if (kind == CommandKind::kRequestCancelActivity) {
    if (event.event_type() != enums::EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED)
      return "another kind of command";
    const auto& attributes = event.activity_task_cancel_requested_event_attributes();
    if (attributes.scheduled_event_id() != initiated_event_id()) return "another activity is cancelled";
    if (const auto next = next_state(kTransitions, state_, Input::kCancelRequested)) state_ = *next;
    return std::nullopt;
  }
  if (event.event_type() != enums::EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) return "another kind of command";
  const auto& attributes = event.activity_task_scheduled_event_attributes();
  if (attributes.activity_type().name() != type_) return "the activity types differ";
  if (attributes.activity_id() != activity_id()) return "the activity ids differ";
  const auto next = next_state(kTransitions, state_, Input::kScheduled);
  SKALD_ASSERT(next.has_value());
  state_ = *next;
  set_initiated_event_id(event.event_id());
  request_ = nullptr;
  return std::nullopt;
}

void ActivityMachine::write(CommandKind kind, temporal::api::command::v1::Command& command) {
  if (kind == CommandKind::kRequestCancelActivity) {
    command.set_command_type(enums::COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK);
    command.mutable_request_cancel_activity_task_command_attributes()->set_scheduled_event_id(
        initiated_event_id());
    return;
  }
  SKALD_ASSERT(request_ != nullptr);
  command.set_command_type(enums::COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK);
  write_schedule(command);
  request_ = nullptr;
}

void ActivityMachine::write_schedule(temporal::api::command::v1::Command& command) {
  auto& attributes = *command.mutable_schedule_activity_task_command_attributes();
  const ActivityOptions& options = request_->options;
  attributes.set_activity_id(activity_id());
  attributes.mutable_activity_type()->set_name(type_);
  attributes.mutable_task_queue()->set_name(options.task_queue);
  const auto set = [](Duration value, auto* message) { *message = api::to_duration_message(value); };
  if (options.schedule_to_close > Duration::zero()) {
    set(options.schedule_to_close, attributes.mutable_schedule_to_close_timeout());
  }
  if (options.schedule_to_start > Duration::zero()) {
    set(options.schedule_to_start, attributes.mutable_schedule_to_start_timeout());
  }
  if (options.start_to_close > Duration::zero()) {
    set(options.start_to_close, attributes.mutable_start_to_close_timeout());
  }
  if (options.heartbeat > Duration::zero()) set(options.heartbeat, attributes.mutable_heartbeat_timeout());
  if (is_given(options.retry)) replay::write(options.retry, *attributes.mutable_retry_policy());
  for (auto& [key, value] : request_->header) {
    to_message(std::move(value), (*attributes.mutable_header()->mutable_fields())[key]);
  }
  if (!request_->input.empty()) to_message(std::move(request_->input), *attributes.mutable_input());
  if (!options.summary.empty()) {
    to_message(json_text(options.summary), *command.mutable_user_metadata()->mutable_summary());
  }
}

std::string ActivityMachine::describe(CommandKind kind) const {
  return std::string(to_string(kind)) + " " + type_ + " (id " + activity_id() + ")";
}

std::optional<std::string> ActivityMachine::observe(const HistoryEvent& event) {
  const bool started = event.event_type() == enums::EVENT_TYPE_ACTIVITY_TASK_STARTED;
  const auto next = next_state(kTransitions, state_, started ? Input::kStarted : Input::kClosed);
  if (!next) return describe() + " cannot take the event " + event_name(event);
  state_ = *next;
  if (started) note_attempts(event);
  if (state_ == State::kClosed) result_event_id_ = event.event_id();
  return std::nullopt;
}

void ActivityMachine::note_attempts(const HistoryEvent& event) {
  const auto& attributes = event.activity_task_started_event_attributes();
  if (attributes.attempt() <= 1) return;
  earlier_attempts_failed_ = attributes.attempt() <= kAttemptsThatEventsTell &&
                             attributes.last_failure().has_application_failure_info();
}

void ActivityMachine::deliver(Run& run, const HistoryEvent& event) {
  if (is_ready()) return;
  if (event.event_type() == enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED) {
    outcome_ = detail::Outcome::kSucceeded;
    succeed(run, first_payload(event.activity_task_completed_event_attributes().result()));
    return;
  }
  const bool failed = event.event_type() == enums::EVENT_TYPE_ACTIVITY_TASK_FAILED;
  if (failed && earlier_attempts_failed_) outcome_ = detail::Outcome::kFailed;
  fail(run, failure_of(event));
}

std::exception_ptr ActivityMachine::failure_of(const HistoryEvent& event) const {
  if (event.event_type() == enums::EVENT_TYPE_ACTIVITY_TASK_CANCELED) {
    const auto& attributes = event.activity_task_canceled_event_attributes();
    return std::make_exception_ptr(
        CancelledError(describe() + " was cancelled", from_message(attributes.details())));
  }
  const auto error = [this](const temporal::api::failure::v1::Failure& failure,
                            enums::RetryState retry_state) {
    const bool timed_out = failure.has_timeout_failure_info();
    return std::make_exception_ptr(ActivityError(describe() + (timed_out ? " timed out" : " failed"), type_,
                                                 activity_id(), static_cast<std::int32_t>(retry_state),
                                                 to_error(failure)));
  };
  if (event.event_type() == enums::EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT) {
    const auto& attributes = event.activity_task_timed_out_event_attributes();
    return error(attributes.failure(), attributes.retry_state());
  }
  const auto& attributes = event.activity_task_failed_event_attributes();
  return error(attributes.failure(), attributes.retry_state());
}

}  // namespace skald::replay
