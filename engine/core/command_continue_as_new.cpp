#include <algorithm>

#include "engine/api/time.h"
#include "engine/core/commands.h"
#include "engine/core/next_run.h"
#include "engine/core/search_attribute_types.h"

namespace skald::core {
namespace {

using Wanted = command::ContinueAsNewWorkflowExecutionCommandAttributes;
using Event = history::WorkflowExecutionContinuedAsNewEventAttributes;

constexpr char kBadName[] = "BadContinueAsNewAttributes";

CommandError bad(const std::string& text) {
  return bad_command(enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_CONTINUE_AS_NEW_ATTRIBUTES, kBadName, text);
}

CommandResult check_names(const Wanted& wanted, const Limits& limits) {
  if (wanted.workflow_type().name().size() > limits.id_bytes) {
    return bad("WorkflowType on ContinueAsNewWorkflowExecutionCommand exceeds length limit. WorkflowType=" +
               wanted.workflow_type().name() +
               " Length=" + std::to_string(wanted.workflow_type().name().size()) +
               " Limit=" + std::to_string(limits.id_bytes));
  }
  if (wanted.task_queue().name().size() > limits.id_bytes) return bad("taskQueue length exceeds limit");
  if (!wanted.has_retry_policy()) return {};
  common::RetryPolicy policy = wanted.retry_policy();
  set_retry_defaults(policy);
  const Status valid = validate_retry_policy(policy);
  if (!valid) return bad(valid.error().message);
  return {};
}

CommandResult check_durations(const Wanted& wanted) {
  const auto negative = [](const google::protobuf::Duration& duration) {
    return api::to_duration(duration) < Duration::zero();
  };
  const auto invalid = [&](const char* name) {
    return bad(std::string("Invalid ") + name +
               " on ContinueAsNewWorkflowExecutionCommand: negative duration");
  };
  if (negative(wanted.workflow_run_timeout())) return invalid("WorkflowRunTimeout");
  if (negative(wanted.workflow_task_timeout())) return invalid("WorkflowTaskTimeout");
  if (negative(wanted.backoff_start_interval())) return invalid("BackoffStartInterval");
  return {};
}

CommandResult check_sizes(const Wanted& wanted, const Limits& limits) {
  const char* what = nullptr;
  if (wanted.input().ByteSizeLong() > limits.blob_bytes) what = "Input";
  if (wanted.memo().ByteSizeLong() > limits.memo_bytes) what = "Memo";
  if (what == nullptr) return {};
  CommandError error =
      bad(std::string("ContinueAsNewWorkflowExecutionCommandAttributes. ") + what + " exceeds size limit.");
  error.terminates_run = true;
  return error;
}

CommandResult check(const Wanted& wanted, const Limits& limits) {
  if (CommandResult error = check_names(wanted, limits)) return error;
  if (CommandResult error = check_durations(wanted)) return error;
  return check_sizes(wanted, limits);
}

void set_timeouts(const Wanted& wanted, const history::WorkflowExecutionStartedEventAttributes& started,
                  const Limits& limits, Event& event) {
  const auto given = [](const google::protobuf::Duration& own, const google::protobuf::Duration& inherited) {
    return api::to_duration(api::is_set(own) ? own : inherited);
  };
  Duration run = given(wanted.workflow_run_timeout(), started.workflow_run_timeout());
  const Duration execution = api::to_duration(started.workflow_execution_timeout());
  if (execution > Duration::zero() && (run == Duration::zero() || run > execution)) run = execution;
  Duration task = std::min(given(wanted.workflow_task_timeout(), started.workflow_task_timeout()),
                           limits.longest_workflow_task_timeout);
  if (run > Duration::zero()) task = std::min(task, run);
  *event.mutable_workflow_run_timeout() = api::to_duration_message(run);
  *event.mutable_workflow_task_timeout() = api::to_duration_message(task);
}

void copy_given(const Wanted& wanted, Event& event) {
  if (wanted.has_input()) *event.mutable_input() = wanted.input();
  if (wanted.has_backoff_start_interval())
    *event.mutable_backoff_start_interval() = wanted.backoff_start_interval();
  event.set_initiator(wanted.initiator());
  if (wanted.has_last_completion_result())
    *event.mutable_last_completion_result() = wanted.last_completion_result();
  if (wanted.has_header()) *event.mutable_header() = wanted.header();
  if (wanted.has_memo()) *event.mutable_memo() = wanted.memo();
}

}  // namespace

CommandResult continue_as_new(Completion& completion, const command::Command& command) {
  if (!command.has_continue_as_new_workflow_execution_command_attributes()) {
    return bad(
        "ContinueAsNewWorkflowExecutionCommandAttributes is not set on "
        "ContinueAsNewWorkflowExecutionCommand.");
  }
  const Wanted& wanted = command.continue_as_new_workflow_execution_command_attributes();
  if (CommandResult error = check(wanted, completion.limits())) return error;
  auto checked = checked_for_command(completion, wanted.search_attributes());
  if (!checked.error.message.empty()) return checked.error;
  const auto& started = completion.state().started();
  Event& event = *completion.add_event(enums::EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW, command)
                      .mutable_workflow_execution_continued_as_new_event_attributes();
  event.set_new_execution_run_id(completion.draft.context().new_run_id);
  const bool has_type = !wanted.workflow_type().name().empty();
  *event.mutable_workflow_type() = has_type ? wanted.workflow_type() : started.workflow_type();
  *event.mutable_task_queue() = started.task_queue();
  if (!wanted.task_queue().name().empty()) event.mutable_task_queue()->set_name(wanted.task_queue().name());
  set_timeouts(wanted, started, completion.limits(), event);
  copy_given(wanted, event);
  if (wanted.has_search_attributes()) {
    *event.mutable_search_attributes() = without_empty(std::move(checked.attributes));
  }
  event.set_workflow_task_completed_event_id(completion.completed_event_id);
  completion.draft.close();
  completion.next = continued_run(completion.draft, wanted, event);
  return {};
}

}  // namespace skald::core
