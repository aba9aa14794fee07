#pragma once

#include <string>

#include "dsl/replay/machine.h"
#include "skald/detail/child_call.h"

namespace skald::replay {

/// One signal to another workflow: its command, and whether it arrived. Once sent, it cannot be taken back.
class SignalMachine : public Machine {
 public:
  enum class State { kMade, kInitiated, kClosed, kTakenBack };

  SignalMachine(detail::ExternalSignalCall call, detail::ScopeRef scope, std::uint32_t number);

  void cancel(Run& run) override;
  detail::Outcome outcome() const override { return outcome_; }
  std::string describe() const override {
    return "signal " + call_.name + " to workflow " + call_.workflow_id;
  }

  std::optional<std::string> match(CommandKind kind, const HistoryEvent& event) override;
  void write(CommandKind kind, temporal::api::command::v1::Command& command) override;
  std::string describe(CommandKind kind) const override;

  std::optional<std::string> observe(const HistoryEvent& event) override;
  void deliver(Run& run, const HistoryEvent& event) override;
  bool is_open() const override { return state_ == State::kMade || state_ == State::kInitiated; }

 private:
  State state_ = State::kMade;
  detail::Outcome outcome_ = detail::Outcome::kUnknown;
  detail::ExternalSignalCall call_;
};

}  // namespace skald::replay
