#pragma once

#include <memory>
#include <string>

#include "dsl/replay/machine.h"
#include "skald/detail/calls.h"

namespace skald::replay {

/// One activity: its command, a request to cancel it, and how it ended.
class ActivityMachine : public Machine {
 public:
  enum class State { kMade, kScheduled, kCancelMade, kCancelRequested, kClosed, kTakenBack };

  ActivityMachine(detail::ActivityCall call, detail::Header header, detail::ScopeRef scope,
                  std::uint32_t number);

  void cancel(Run& run) override;
  detail::Outcome outcome() const override { return outcome_; }
  std::string describe() const override { return "activity " + type_; }
  std::int64_t result_event_id() const override { return result_event_id_; }
  std::string activity_id() const override;

  std::optional<std::string> match(CommandKind kind, const HistoryEvent& event) override;
  void write(CommandKind kind, temporal::api::command::v1::Command& command) override;
  std::string describe(CommandKind kind) const override;

  std::optional<std::string> observe(const HistoryEvent& event) override;
  void deliver(Run& run, const HistoryEvent& event) override;
  bool is_open() const override { return state_ != State::kClosed && state_ != State::kTakenBack; }

 private:
  std::shared_ptr<CommandSource> self() {
    return std::static_pointer_cast<ActivityMachine>(shared_from_this());
  }
  void write_schedule(temporal::api::command::v1::Command& command);
  void note_attempts(const HistoryEvent& event);
  std::exception_ptr failure_of(const HistoryEvent& event) const;

  State state_ = State::kMade;
  detail::Outcome outcome_ = detail::Outcome::kUnknown;
  bool wait_for_cancellation_;
  /// Every attempt but the last is known to have said that it failed.
  bool earlier_attempts_failed_ = true;
  std::string type_;
  std::string given_id_;
  /// What only the command needs; gone when it is sent or met.
  struct Request;
  std::shared_ptr<Request> request_;
  std::int64_t result_event_id_ = 0;
};

}  // namespace skald::replay
