#pragma once

#include <memory>
#include <optional>
#include <string>

#include "dsl/replay/command_queue.h"
#include "skald/detail/calls.h"
#include "skald/errors.h"

namespace skald::replay {

struct Run;

/// How the body of a workflow ended: the command that closes the run. Always the last command of its task.
class ClosingMachine : public CommandSource {
 public:
  static std::shared_ptr<ClosingMachine> complete(Payload result);
  static std::shared_ptr<ClosingMachine> fail(const WorkflowError& error);
  static std::shared_ptr<ClosingMachine> cancel(Payloads details);
  /// What the request leaves out is filled from the run.
  static std::shared_ptr<ClosingMachine> continue_as_new(detail::ContinueAsNew request, const Run& run);

  CommandKind kind() const { return kind_; }

  std::optional<std::string> match(CommandKind kind, const HistoryEvent& event) override;
  void write(CommandKind kind, temporal::api::command::v1::Command& command) override;
  std::string describe(CommandKind kind) const override;
  Site command_site() const override;

 private:
  explicit ClosingMachine(CommandKind kind) : kind_(kind) {}

  CommandKind kind_;
  temporal::api::command::v1::Command command_;
};

}  // namespace skald::replay
