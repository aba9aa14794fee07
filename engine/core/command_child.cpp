#include <algorithm>

#include "engine/api/time.h"
#include "engine/core/commands.h"
#include "engine/core/cron_schedule.h"
#include "engine/core/priority.h"
#include "engine/core/retry.h"
#include "engine/core/search_attribute_types.h"

// Control and namespace are deprecated in the API; the server carries them over all the same.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::core {
namespace {

using Wanted = command::StartChildWorkflowExecutionCommandAttributes;
using Initiated = history::StartChildWorkflowExecutionInitiatedEventAttributes;

constexpr auto kBad = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_START_CHILD_EXECUTION_ATTRIBUTES;
constexpr char kBadName[] = "BadStartChildExecutionAttributes";
constexpr char kCommand[] = "StartChildWorkflowExecutionCommand";

CommandError bad(const std::string& text) { return bad_command(kBad, kBadName, text); }

// The child as texts name it.
std::string named(const Wanted& wanted, const std::string& namespace_name) {
  return "WorkflowId=" + wanted.workflow_id() + " WorkflowType=" + wanted.workflow_type().name() +
         " Namespace=" + namespace_name;
}

std::string with_length(const std::string& text, const Limits& limits) {
  return text + " Length=" + std::to_string(text.size()) + " Limit=" + std::to_string(limits.id_bytes);
}

CommandResult check_names(const Wanted& wanted, const std::string& own, const Limits& limits) {
  const std::string& type = wanted.workflow_type().name();
  if (wanted.workflow_id().empty()) {
    return bad(std::string("Required field WorkflowId is not set on ") + kCommand + ". WorkflowType=" + type +
               " Namespace=" + own);
  }
  if (wanted.workflow_id().size() > limits.id_bytes) {
    return bad(std::string("WorkflowId on ") + kCommand + " exceeds length limit. WorkflowId=" +
               with_length(wanted.workflow_id(), limits) + " WorkflowType=" + type + " Namespace=" + own);
  }
  if (type.empty()) {
    return bad(std::string("Required field WorkflowType is not set on ") + kCommand +
               ". WorkflowId=" + wanted.workflow_id() + " Namespace=" + own);
  }
  if (type.size() <= limits.id_bytes) return {};
  return bad(std::string("WorkflowType on ") + kCommand + " exceeds length limit. WorkflowId=" +
             wanted.workflow_id() + " WorkflowType=" + with_length(type, limits) + " Namespace=" + own);
}

CommandResult check_task_queue(const Wanted& wanted, const std::string& own, const Limits& limits) {
  const std::string& name = wanted.task_queue().name();
  const char* error = nullptr;
  if (name.size() > limits.id_bytes) error = "taskQueue length exceeds limit";
  if (name.rfind("/_sys/", 0) == 0) error = "task queue name cannot start with reserved prefix /_sys/";
  if (error == nullptr) return {};
  return bad(std::string("invalid TaskQueue on ") + kCommand + ": " + error + ". " + named(wanted, own) +
             " TaskQueue=name:\"" + name + "\" kind:TASK_QUEUE_KIND_NORMAL");
}

CommandResult check_durations(const Wanted& wanted, const std::string& own) {
  const auto check = [&](const char* field, const google::protobuf::Duration& duration) -> CommandResult {
    if (api::to_duration(duration) >= Duration::zero()) return {};
    return bad(std::string("Invalid ") + field + " on " + kCommand + ": negative duration. " +
               named(wanted, own));
  };
  if (auto error = check("WorkflowExecutionTimeout", wanted.workflow_execution_timeout())) return error;
  if (auto error = check("WorkflowRunTimeout", wanted.workflow_run_timeout())) return error;
  return check("WorkflowTaskTimeout", wanted.workflow_task_timeout());
}

CommandResult check_repetition(const Wanted& wanted, const std::string& own) {
  if (wanted.has_retry_policy()) {
    common::RetryPolicy policy = wanted.retry_policy();
    set_retry_defaults(policy);
    if (const Status valid = validate_retry_policy(policy); !valid) {
      return bad(std::string("invalid WorkflowRetryPolicy on ") + kCommand + ": " + valid.error().message +
                 ". " + named(wanted, own));
    }
  }
  const std::string& cron = wanted.cron_schedule();
  if (cron.empty() || CronSchedule::parse(cron)) return {};
  return bad(std::string("invalid CronSchedule on ") + kCommand + ": invalid CronSchedule.. " +
             named(wanted, own));
}

CommandResult check_sizes(const Wanted& wanted, const Limits& limits) {
  const char* what = nullptr;
  if (wanted.input().ByteSizeLong() > limits.blob_bytes) what = " Input";  // a slip that clients know
  if (wanted.memo().ByteSizeLong() > limits.memo_bytes) what = "Memo";
  if (what == nullptr) return {};
  CommandError error =
      bad(std::string("StartChildWorkflowExecutionCommandAttributes.") + what + " exceeds size limit.");
  error.terminates_run = true;
  return error;
}

CommandResult check(const command::Command& command, const std::string& own, const Limits& limits) {
  const Wanted& wanted = command.start_child_workflow_execution_command_attributes();
  if (!wanted.namespace_().empty() && wanted.namespace_() != own)
    return bad("cross namespace commands are not allowed");
  if (!command.has_start_child_workflow_execution_command_attributes()) {
    return bad(std::string("StartChildWorkflowExecutionCommandAttributes is not set on ") + kCommand + ".");
  }
  if (auto error = check_names(wanted, own, limits)) return error;
  if (auto error = check_task_queue(wanted, own, limits)) return error;
  if (auto error = check_durations(wanted, own)) return error;
  if (auto error = check_repetition(wanted, own)) return error;
  if (const Status usable = check_priority(wanted.priority()); !usable) return bad(usable.error().message);
  return check_sizes(wanted, limits);
}

Duration shorter(Duration timeout, Duration limit) {
  if (limit <= Duration::zero()) return timeout;
  return timeout <= Duration::zero() ? limit : std::min(timeout, limit);
}

// Nothing of the parent's own timeouts.
void set_timeouts(const Wanted& wanted, const Limits& limits, Initiated& initiated) {
  const Duration execution = api::to_duration(wanted.workflow_execution_timeout());
  const Duration run = shorter(api::to_duration(wanted.workflow_run_timeout()), execution);
  Duration task = api::to_duration(wanted.workflow_task_timeout());
  if (task <= Duration::zero()) task = limits.default_workflow_task_timeout;
  task = shorter(std::min(task, limits.longest_workflow_task_timeout), run);
  if (wanted.has_workflow_execution_timeout())
    *initiated.mutable_workflow_execution_timeout() = wanted.workflow_execution_timeout();
  *initiated.mutable_workflow_run_timeout() = api::to_duration_message(run);
  *initiated.mutable_workflow_task_timeout() = api::to_duration_message(task);
}

void set_policies(const Wanted& wanted, Initiated& initiated) {
  initiated.set_parent_close_policy(wanted.parent_close_policy());
  if (initiated.parent_close_policy() == enums::PARENT_CLOSE_POLICY_UNSPECIFIED)
    initiated.set_parent_close_policy(enums::PARENT_CLOSE_POLICY_TERMINATE);
  initiated.set_workflow_id_reuse_policy(wanted.workflow_id_reuse_policy());
  if (initiated.workflow_id_reuse_policy() == enums::WORKFLOW_ID_REUSE_POLICY_UNSPECIFIED)
    initiated.set_workflow_id_reuse_policy(enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
  initiated.set_cron_schedule(wanted.cron_schedule());
  if (!wanted.has_retry_policy()) return;
  *initiated.mutable_retry_policy() = wanted.retry_policy();
  set_retry_defaults(*initiated.mutable_retry_policy());
}

void copy_given(const Wanted& wanted, Initiated& initiated) {
  initiated.set_workflow_id(wanted.workflow_id());
  *initiated.mutable_workflow_type() = wanted.workflow_type();
  initiated.set_control(wanted.control());
  initiated.set_inherit_build_id(wanted.inherit_build_id());
  if (wanted.has_input()) *initiated.mutable_input() = wanted.input();
  if (wanted.has_header()) *initiated.mutable_header() = wanted.header();
  if (wanted.memo().fields_size() > 0) *initiated.mutable_memo() = wanted.memo();
  if (wanted.has_priority()) *initiated.mutable_priority() = wanted.priority();
}

std::size_t pending_children(const Completion& completion) {
  return static_cast<std::size_t>(completion.state().children().size()) + completion.started_children.size();
}

}  // namespace

CommandResult start_child(Completion& completion, const command::Command& command) {
  const RunState& state = completion.state();
  const std::string& own = state.identity().namespace_name();
  const Limits& limits = completion.limits();
  const Wanted& wanted = command.start_child_workflow_execution_command_attributes();
  const Result<common::SearchAttributes> search_attributes = checked_search_attributes(
      wanted.search_attributes(), completion.draft.context().search_attribute_types.get(), own);
  if (!search_attributes) {
    return bad_command(enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES, "BadSearchAttributes",
                       search_attributes.error().message);
  }
  if (CommandResult error = check(command, own, limits)) return error;
  if (pending_children(completion) >= limits.pending_children) {
    return bad_command(
        enums::WORKFLOW_TASK_FAILED_CAUSE_PENDING_CHILD_WORKFLOWS_LIMIT_EXCEEDED,
        "PendingChildWorkflowsLimitExceeded",
        "the number of pending child workflow executions, " + std::to_string(pending_children(completion)) +
            ", has reached the per-workflow limit of " + std::to_string(limits.pending_children));
  }
  auto& initiated = *completion.add_event(enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED, command)
                         .mutable_start_child_workflow_execution_initiated_event_attributes();
  initiated.set_namespace_(own);
  initiated.set_namespace_id(completion.draft.context().namespace_id);
  initiated.set_workflow_task_completed_event_id(completion.completed_event_id);
  const std::string& queue = wanted.task_queue().name();
  initiated.mutable_task_queue()->set_name(queue.empty() ? state.started().task_queue().name() : queue);
  initiated.mutable_task_queue()->set_kind(enums::TASK_QUEUE_KIND_NORMAL);
  copy_given(wanted, initiated);
  if (wanted.has_search_attributes()) *initiated.mutable_search_attributes() = *search_attributes;
  set_timeouts(wanted, limits, initiated);
  set_policies(wanted, initiated);
  completion.started_children.push_back(wanted.workflow_id());
  return {};
}

}  // namespace skald::core
