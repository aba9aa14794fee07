#include "dsl/replay/closing_machine.h"

#include <utility>

#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/payload_conversion.h"
#include "dsl/replay/run.h"
#include "engine/api/time.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;

struct Row {
  CommandKind kind;
  enums::CommandType command;
  enums::EventType event;
};

// Which command becomes which event. Their attributes are not compared: the result may change with the code.
constexpr Row kRows[] = {
    {CommandKind::kCompleteWorkflow, enums::COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
     enums::EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED},
    {CommandKind::kFailWorkflow, enums::COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
     enums::EVENT_TYPE_WORKFLOW_EXECUTION_FAILED},
    {CommandKind::kCancelWorkflow, enums::COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION,
     enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED},
    {CommandKind::kContinueAsNew, enums::COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION,
     enums::EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW},
};

}  // namespace

std::shared_ptr<ClosingMachine> ClosingMachine::complete(Payload result) {
  std::shared_ptr<ClosingMachine> machine(new ClosingMachine(CommandKind::kCompleteWorkflow));
  auto& attributes = *machine->command_.mutable_complete_workflow_execution_command_attributes();
  to_message(std::move(result), *attributes.mutable_result()->add_payloads());
  return machine;
}

std::shared_ptr<ClosingMachine> ClosingMachine::fail(const WorkflowError& error) {
  std::shared_ptr<ClosingMachine> machine(new ClosingMachine(CommandKind::kFailWorkflow));
  *machine->command_.mutable_fail_workflow_execution_command_attributes()->mutable_failure() =
      to_failure(error);
  return machine;
}

std::shared_ptr<ClosingMachine> ClosingMachine::cancel(Payloads details) {
  std::shared_ptr<ClosingMachine> machine(new ClosingMachine(CommandKind::kCancelWorkflow));
  auto& attributes = *machine->command_.mutable_cancel_workflow_execution_command_attributes();
  if (!details.empty()) to_message(std::move(details), *attributes.mutable_details());
  return machine;
}

std::shared_ptr<ClosingMachine> ClosingMachine::continue_as_new(detail::ContinueAsNew request,
                                                                const Run& run) {
  std::shared_ptr<ClosingMachine> machine(new ClosingMachine(CommandKind::kContinueAsNew));
  auto& attributes = *machine->command_.mutable_continue_as_new_workflow_execution_command_attributes();
  attributes.mutable_workflow_type()->set_name(
      request.workflow_type.empty() ? run.info.workflow_type : std::move(request.workflow_type));
  attributes.mutable_task_queue()->set_name(request.task_queue.empty() ? run.info.task_queue
                                                                       : std::move(request.task_queue));
  if (!request.input.empty()) to_message(std::move(request.input), *attributes.mutable_input());
  if (request.run_timeout > Duration::zero()) {
    *attributes.mutable_workflow_run_timeout() = api::to_duration_message(request.run_timeout);
  }
  attributes.set_initiator(enums::CONTINUE_AS_NEW_INITIATOR_WORKFLOW);
  return machine;
}

std::optional<std::string> ClosingMachine::match(CommandKind kind, const HistoryEvent& event) {
  for (const Row& row : kRows) {
    if (row.kind == kind && row.event == event.event_type()) return std::nullopt;
  }
  return "another kind of command";
}

void ClosingMachine::write(CommandKind kind, temporal::api::command::v1::Command& command) {
  command = std::move(command_);
  for (const Row& row : kRows) {
    if (row.kind == kind) command.set_command_type(row.command);
  }
}

std::string ClosingMachine::describe(CommandKind kind) const {
  return std::string(to_string(kind)) + " (the end of the workflow's body)";
}

Site ClosingMachine::command_site() const { return Site::current("", 0); }

}  // namespace skald::replay
