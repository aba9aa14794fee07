#pragma once

#include <memory>
#include <string>

#include "dsl/replay/machine.h"
#include "skald/detail/child_call.h"

namespace skald::replay {

/// One child workflow: its command, that it started, a request to cancel it, and how it ended.
class ChildMachine : public Machine {
 public:
  enum class State {
    kMade,
    kInitiated,
    kStarted,
    kCancelMade,
    kCancelRequested,
    kClosed,
    kTakenBack,
  };

  /// `call.options.id` and `.task_queue` are set.
  ChildMachine(detail::ChildCall call, detail::ScopeRef scope, std::uint32_t number);

  void cancel(Run& run) override;
  detail::Outcome outcome() const override { return outcome_; }
  std::string describe() const override { return "child workflow " + type_; }
  std::int64_t result_event_id() const override { return result_event_id_; }

  std::optional<std::string> match(CommandKind kind, const HistoryEvent& event) override;
  void write(CommandKind kind, temporal::api::command::v1::Command& command) override;
  std::string describe(CommandKind kind) const override;

  std::optional<std::string> observe(const HistoryEvent& event) override;
  void deliver(Run& run, const HistoryEvent& event) override;
  bool is_open() const override { return state_ != State::kClosed && state_ != State::kTakenBack; }

 private:
  std::shared_ptr<CommandSource> self() { return std::static_pointer_cast<ChildMachine>(shared_from_this()); }
  std::optional<std::string> match_start(const HistoryEvent& event);
  std::optional<std::string> match_cancel(const HistoryEvent& event);
  void write_start(temporal::api::command::v1::Command& command);

  State state_ = State::kMade;
  detail::Outcome outcome_ = detail::Outcome::kUnknown;
  bool wait_for_cancellation_;
  std::string type_;
  std::string workflow_id_;
  /// What only the command needs; gone when it is sent or met.
  std::unique_ptr<detail::ChildCall> request_;
  std::int64_t result_event_id_ = 0;
};

}  // namespace skald::replay
