#include "dsl/replay/timer_machine.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "dsl/replay/event_text.h"
#include "dsl/replay/payload_conversion.h"
#include "dsl/replay/run.h"
#include "dsl/replay/transition.h"
#include "engine/api/time.h"
#include "engine/base/assert.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;
using State = TimerMachine::State;

enum class Input { kStarted, kFired, kCancel, kCancelled };

// A timer whose cancellation was made cannot fire any more: the server takes a buffered TimerFired back. It
// is still accepted there, so that a missing TimerCanceled is reported as what it is.
constexpr Transition<State, Input> kTransitions[] = {
    {State::kMade, Input::kStarted, State::kStarted},
    {State::kMade, Input::kCancel, State::kTakenBack},
    {State::kStarted, Input::kFired, State::kFired},
    {State::kStarted, Input::kCancel, State::kCancelMade},
    {State::kCancelMade, Input::kCancelled, State::kCancelled},
    {State::kCancelMade, Input::kFired, State::kFired},
};

}  // namespace

TimerMachine::TimerMachine(Duration delay, detail::ScopeRef scope, Site site, std::uint32_t number)
    : Machine(std::move(scope), site, number),
      // Temporal's servers count timers in milliseconds and refuse zero.
      delay_(std::max<Duration>(delay, std::chrono::milliseconds(1))) {}

bool TimerMachine::is_open() const {
  return state_ == State::kMade || state_ == State::kStarted || state_ == State::kCancelMade;
}

void TimerMachine::cancel(Run& run) {
  const auto next = next_state(kTransitions, state_, Input::kCancel);
  if (!next) return;
  state_ = *next;
  if (state_ == State::kTakenBack) return take_back(run);
  run.commands.push(CommandKind::kCancelTimer, self());
  refuse(run);
}

void TimerMachine::refuse(Run& run) {
  if (is_ready()) return;
  const std::string why = scope().reason();
  fail(run, std::make_exception_ptr(CancelledError("timer was cancelled" + (why.empty() ? "" : ": " + why))));
}

detail::Outcome TimerMachine::outcome() const {
  return state_ == State::kFired ? detail::Outcome::kSucceeded : detail::Outcome::kUnknown;
}

std::optional<std::string> TimerMachine::match(CommandKind kind, const HistoryEvent& event) {
  return kind == CommandKind::kStartTimer ? match_start(event) : match_cancel(event);
}

std::optional<std::string> TimerMachine::match_start(const HistoryEvent& event) {
  if (event.event_type() != enums::EVENT_TYPE_TIMER_STARTED) return "another kind of command";
  if (event.timer_started_event_attributes().timer_id() != timer_id()) return "the timer ids differ";
  const auto next = next_state(kTransitions, state_, Input::kStarted);
  SKALD_ASSERT(next.has_value());
  state_ = *next;
  set_initiated_event_id(event.event_id());
  return std::nullopt;
}

std::optional<std::string> TimerMachine::match_cancel(const HistoryEvent& event) {
  if (event.event_type() != enums::EVENT_TYPE_TIMER_CANCELED) return "another kind of command";
  if (event.timer_canceled_event_attributes().timer_id() != timer_id()) return "another timer is cancelled";
  if (const auto next = next_state(kTransitions, state_, Input::kCancelled)) state_ = *next;
  return std::nullopt;
}

void TimerMachine::write(CommandKind kind, temporal::api::command::v1::Command& command) {
  if (kind == CommandKind::kStartTimer) {
    command.set_command_type(enums::COMMAND_TYPE_START_TIMER);
    auto& attributes = *command.mutable_start_timer_command_attributes();
    attributes.set_timer_id(timer_id());
    *attributes.mutable_start_to_fire_timeout() = api::to_duration_message(delay_);
    return;
  }
  command.set_command_type(enums::COMMAND_TYPE_CANCEL_TIMER);
  command.mutable_cancel_timer_command_attributes()->set_timer_id(timer_id());
}

std::string TimerMachine::describe(CommandKind kind) const {
  return std::string(to_string(kind)) + " (id " + timer_id() + ")";
}

std::optional<std::string> TimerMachine::observe(const HistoryEvent& event) {
  const auto next = next_state(kTransitions, state_, Input::kFired);
  if (!next) return describe() + " cannot take the event " + event_name(event);
  state_ = *next;
  return std::nullopt;
}

void TimerMachine::deliver(Run& run, const HistoryEvent&) {
  if (!is_ready()) succeed(run, null_payload());
}

}  // namespace skald::replay
