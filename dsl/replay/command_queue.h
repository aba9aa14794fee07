#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <temporal/api/command/v1/message.pb.h>
#include <temporal/api/history/v1/message.pb.h>

#include "skald/site.h"

namespace skald::replay {

using HistoryEvent = ::temporal::api::history::v1::HistoryEvent;

enum class CommandKind : std::uint8_t {
  kScheduleActivity,
  kRequestCancelActivity,
  kStartTimer,
  kCancelTimer,
  kStartChild,
  kCancelChild,
  kSignalExternal,
  kCompleteWorkflow,
  kFailWorkflow,
  kCancelWorkflow,
  kContinueAsNew,
};

/// "ScheduleActivityTask", as Temporal spells it.
const char* to_string(CommandKind kind);

/// A state machine that makes commands and knows which event answers each.
class CommandSource {
 public:
  virtual ~CommandSource() = default;
  /// Takes the event that stands where its command was sent. Says what differs, or nothing and moves on.
  virtual std::optional<std::string> match(CommandKind kind, const HistoryEvent& event) = 0;
  /// Writes the command to be sent. Called once: large parts are moved out.
  virtual void write(CommandKind kind, temporal::api::command::v1::Command& command) = 0;
  /// The command for people: "ScheduleActivityTask reserve_stock (id 1)".
  virtual std::string describe(CommandKind kind) const = 0;
  virtual Site command_site() const = 0;
};

struct QueuedCommand {
  CommandKind kind;
  std::shared_ptr<CommandSource> source;
};

/// The commands of the current workflow task, in the order in which code made them: first to be sent, then to
/// be met again, first in first out, as the events after WorkflowTaskCompleted.
class CommandQueue {
 public:
  void push(CommandKind kind, std::shared_ptr<CommandSource> source) {
    queued_.push_back({kind, std::move(source)});
  }
  /// Takes back the command of a machine that is cancelled before it was sent.
  void remove(const CommandSource* source);
  /// The next command to be matched; null if history has met them all.
  const QueuedCommand* front() const { return matched_ < queued_.size() ? &queued_[matched_] : nullptr; }
  void pop_front() { ++matched_; }
  /// All of this task. None is matched before the next task.
  std::vector<QueuedCommand>& all() { return queued_; }
  /// Before code runs again. Precondition: front() is null.
  void clear();

 private:
  std::vector<QueuedCommand> queued_;
  std::size_t matched_ = 0;
};

}  // namespace skald::replay
