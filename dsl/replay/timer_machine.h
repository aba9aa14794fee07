#pragma once

#include <string>

#include "dsl/replay/machine.h"

namespace skald::replay {

/// One timer: its command, its cancellation, and that it fired.
class TimerMachine : public Machine {
 public:
  enum class State { kMade, kStarted, kCancelMade, kFired, kCancelled, kTakenBack };

  TimerMachine(Duration delay, detail::ScopeRef scope, Site site, std::uint32_t number);

  void cancel(Run& run) override;
  detail::Outcome outcome() const override;
  std::string describe() const override { return "timer " + timer_id(); }

  std::optional<std::string> match(CommandKind kind, const HistoryEvent& event) override;
  void write(CommandKind kind, temporal::api::command::v1::Command& command) override;
  std::string describe(CommandKind kind) const override;

  std::optional<std::string> observe(const HistoryEvent& event) override;
  void deliver(Run& run, const HistoryEvent& event) override;
  bool is_open() const override;

  /// Ends it at once with a CancelledError, no command made.
  void refuse(Run& run);

 private:
  std::shared_ptr<CommandSource> self() { return std::static_pointer_cast<TimerMachine>(shared_from_this()); }
  std::string timer_id() const { return std::to_string(number()); }
  std::optional<std::string> match_start(const HistoryEvent& event);
  std::optional<std::string> match_cancel(const HistoryEvent& event);

  State state_ = State::kMade;
  Duration delay_;
};

}  // namespace skald::replay
