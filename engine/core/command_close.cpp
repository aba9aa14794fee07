#include "engine/api/time.h"
#include "engine/core/commands.h"
#include "engine/core/next_run.h"

/// Commands that close the run. The dispatcher has seen to it that nothing is buffered and nothing follows.
namespace skald::core {
namespace {

constexpr char kBadScheduleName[] = "BadScheduleActivityAttributes";
constexpr char kBadFailName[] = "BadFailWorkflowExecutionAttributes";
constexpr auto kBadFail = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_FAIL_WORKFLOW_EXECUTION_ATTRIBUTES;

}  // namespace

CommandResult complete_workflow(Completion& completion, const command::Command& command) {
  if (!command.has_complete_workflow_execution_command_attributes()) {
    return bad_command(
        enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_COMPLETE_WORKFLOW_EXECUTION_ATTRIBUTES,
        "BadCompleteWorkflowExecutionAttributes",
        "CompleteWorkflowExecutionCommandAttributes is not set on CompleteWorkflowExecutionCommand.");
  }
  const auto& wanted = command.complete_workflow_execution_command_attributes();
  if (wanted.result().ByteSizeLong() > completion.limits().blob_bytes) {
    // The cause's name is a slip of Temporal's server that clients know.
    CommandError error =
        bad_command(enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES, kBadScheduleName,
                    "CompleteWorkflowExecutionCommandAttributes.Result exceeds size limit.");
    error.terminates_run = true;
    return error;
  }
  auto& attributes = *completion.add_event(enums::EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED, command)
                          .mutable_workflow_execution_completed_event_attributes();
  if (wanted.has_result()) *attributes.mutable_result() = wanted.result();
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  completion.draft.close();
  const auto backoff = decide_cron(completion.draft);
  if (!backoff) return {};
  attributes.set_new_execution_run_id(completion.draft.context().new_run_id);
  const CronOutcome outcome{wanted.has_result() ? &wanted.result() : nullptr, nullptr};
  completion.next = cron_run(completion.draft, outcome, *backoff);
  return {};
}

CommandResult fail_workflow(Completion& completion, const command::Command& command) {
  if (!command.has_fail_workflow_execution_command_attributes()) {
    return bad_command(kBadFail, kBadFailName,
                       "FailWorkflowExecutionCommandAttributes is not set on FailWorkflowExecutionCommand.");
  }
  const auto& wanted = command.fail_workflow_execution_command_attributes();
  if (!wanted.has_failure()) {
    return bad_command(kBadFail, kBadFailName, "Failure is not set on FailWorkflowExecutionCommand.");
  }
  if (wanted.failure().ByteSizeLong() > completion.limits().blob_bytes) {
    CommandError error = bad_command(kBadFail, kBadFailName,
                                     "FailWorkflowExecutionCommandAttributes.Failure exceeds size limit.");
    error.terminates_run = true;
    return error;
  }
  const RetryAnswer retry = decide_workflow_retry(completion.draft, wanted.failure());
  auto& attributes = *completion.add_event(enums::EVENT_TYPE_WORKFLOW_EXECUTION_FAILED, command)
                          .mutable_workflow_execution_failed_event_attributes();
  *attributes.mutable_failure() = wanted.failure();
  attributes.set_retry_state(retry.state);
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  completion.draft.close();
  completion.next = run_after_failure(completion.draft, wanted.failure(), retry);
  if (completion.next) attributes.set_new_execution_run_id(completion.draft.context().new_run_id);
  return {};
}

CommandResult cancel_workflow(Completion& completion, const command::Command& command) {
  if (!command.has_cancel_workflow_execution_command_attributes()) {
    return bad_command(
        enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_CANCEL_WORKFLOW_EXECUTION_ATTRIBUTES,
        "BadCancelWorkflowExecutionAttributes",
        "CancelWorkflowExecutionCommandAttributes is not set on CancelWorkflowExecutionCommand.");
  }
  const auto& wanted = command.cancel_workflow_execution_command_attributes();
  auto& attributes = *completion.add_event(enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED, command)
                          .mutable_workflow_execution_canceled_event_attributes();
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  if (wanted.has_details()) *attributes.mutable_details() = wanted.details();
  completion.draft.close();
  return {};
}

}  // namespace skald::core
