#include "engine/api/time.h"
#include "engine/core/commands.h"

namespace skald::core {
namespace {

constexpr auto kBadStart = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_START_TIMER_ATTRIBUTES;
constexpr auto kBadCancel = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_CANCEL_TIMER_ATTRIBUTES;
constexpr char kBadStartName[] = "BadStartTimerAttributes";
constexpr char kBadCancelName[] = "BadCancelTimerAttributes";

CommandError too_long(enums::WorkflowTaskFailedCause cause, const char* name, const std::string& id,
                      const char* command, const Limits& limits) {
  return bad_command(cause, name,
                     std::string("TimerId on ") + command + " exceeds length limit. TimerId=" + id +
                         " Length=" + std::to_string(id.size()) +
                         " Limit=" + std::to_string(limits.id_bytes));
}

CommandResult check_start(const command::Command& command, const Limits& limits) {
  if (!command.has_start_timer_command_attributes()) {
    return bad_command(kBadStart, kBadStartName,
                       "StartTimerCommandAttributes is not set on StartTimerCommand.");
  }
  const auto& wanted = command.start_timer_command_attributes();
  if (wanted.timer_id().empty()) {
    return bad_command(kBadStart, kBadStartName, "TimerId is not set on StartTimerCommand.");
  }
  if (wanted.timer_id().size() > limits.id_bytes) {
    return too_long(kBadStart, kBadStartName, wanted.timer_id(), "StartTimerCommand", limits);
  }
  if (api::to_duration(wanted.start_to_fire_timeout()) < Duration::zero()) {
    return bad_command(
        kBadStart, kBadStartName,
        "An invalid StartToFireTimeout is set on StartTimerCommand: negative duration. TimerId=" +
            wanted.timer_id());
  }
  return {};
}

CommandResult check_cancel(const command::Command& command, const Limits& limits) {
  if (!command.has_cancel_timer_command_attributes()) {
    return bad_command(kBadCancel, kBadCancelName,
                       "CancelTimerCommandAttributes is not set on CancelTimerCommand.");
  }
  const std::string& id = command.cancel_timer_command_attributes().timer_id();
  if (id.empty()) return bad_command(kBadCancel, kBadCancelName, "TimerId is not set on CancelTimerCommand.");
  if (id.size() > limits.id_bytes)
    return too_long(kBadCancel, kBadCancelName, id, "CancelTimerCommand", limits);
  return {};
}

}  // namespace

CommandResult start_timer(Completion& completion, const command::Command& command) {
  if (CommandResult error = check_start(command, completion.limits())) return error;
  const auto& wanted = command.start_timer_command_attributes();
  if (completion.timer(wanted.timer_id()) != 0) {
    return bad_command(
        enums::WORKFLOW_TASK_FAILED_CAUSE_START_TIMER_DUPLICATE_ID, "StartTimerDuplicateId",
        "invalid history builder state for action: add-timer-started-event, TimerID: " + wanted.timer_id());
  }
  HistoryEvent& event = completion.add_event(enums::EVENT_TYPE_TIMER_STARTED, command);
  auto& attributes = *event.mutable_timer_started_event_attributes();
  attributes.set_timer_id(wanted.timer_id());
  *attributes.mutable_start_to_fire_timeout() = wanted.start_to_fire_timeout();
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  completion.timer_started(wanted.timer_id(), event.event_id());
  return {};
}

CommandResult cancel_timer(Completion& completion, const command::Command& command) {
  if (CommandResult error = check_cancel(command, completion.limits())) return error;
  const std::string& id = command.cancel_timer_command_attributes().timer_id();
  std::int64_t started_event_id = completion.timer(id);
  // It may have fired without the workflow knowing: then it never fired.
  if (started_event_id == 0) started_event_id = completion.draft.remove_buffered_timer(id);
  if (started_event_id == 0) {
    return bad_command(kBadCancel, kBadCancelName,
                       "invalid history builder state for action: add-timer-canceled-event, TimerID: " + id);
  }
  HistoryEvent& event = completion.add_event(enums::EVENT_TYPE_TIMER_CANCELED, command);
  auto& attributes = *event.mutable_timer_canceled_event_attributes();
  attributes.set_timer_id(id);
  attributes.set_started_event_id(started_event_id);
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  attributes.set_identity(completion.request.identity());
  completion.timer_cancelled(id);
  return {};
}

}  // namespace skald::core
