#include <utility>

#include "engine/api/time.h"
#include "engine/core/builds.h"
#include "engine/core/commands.h"
#include "engine/core/failures.h"
#include "engine/core/next_workflow_task.h"
#include "engine/core/refusal.h"
#include "engine/core/workflow_task.h"
#include "engine/core/workflow_task_token.h"

namespace skald::core {
namespace {

using Request = wire::RespondWorkflowTaskCompletedRequest;

CompletedWorkflowTask refused(Draft&& draft, const std::string& message) {
  CompletedWorkflowTask decision;
  decision.transition = finish(std::move(draft));
  decision.refusal = invalid_argument(message);
  decision.loses_updates = true;
  return decision;
}

// The completion cannot be accepted and no cause of Temporal's names why. A worker on the port hears of it,
// and the task's timeout ends it; one in the process has no timeout, so its task fails at once.
Result<CompletedWorkflowTask> refuse_or_fail(const RunState& state, const Request& request,
                                             const Context& context, const TaskFailure& failure) {
  const std::string message = failure.failure ? failure.failure->message() : std::string();
  if (state.workflow_task().incarnation() == 0) return invalid_argument(message);
  Draft draft(state, context);
  TaskFailure by = failure;
  by.identity = request.identity();
  fail_workflow_task(draft, by);
  return refused(std::move(draft), message);
}

// What only the caller hears of: only the last command may close the run; every command must be one that this
// build knows.
Result<bool> check_sequence(const Request& request) {
  for (const protocol::Message& message : request.messages()) {
    if (!message.has_body()) return invalid_argument("nil message body");
  }
  std::string names;
  for (int i = 0; i < request.commands_size(); ++i) {
    const command::Command& command = request.commands(i);
    if (!is_known_command(command)) return invalid_argument("unknown command type: " + command_name(command));
    if (!closes_run(command) || i + 1 == request.commands_size()) continue;
    for (const command::Command& each : request.commands()) {
      names += (names.empty() ? "" : ", ") + command_name(each);
    }
    return invalid_argument("invalid command sequence: [" + names + "], command " + command_name(command) +
                            " must be the last command.");
  }
  return true;
}

CompletedWorkflowTask terminate_for(const RunState& state, const Context& context, const TaskFailure& failure,
                                    const std::string& message) {
  Draft draft(state, context);
  write_failed_workflow_task(draft, failure);
  draft.flush();
  auto& attributes = *draft.add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)
                          .mutable_workflow_execution_terminated_event_attributes();
  attributes.set_reason(message);
  attributes.set_identity(kHistoryService);
  draft.close();
  return refused(std::move(draft), message);
}

Result<CompletedWorkflowTask> refuse_command(const RunState& state, const Request& request,
                                             const Context& context, const CommandError& error) {
  const TaskFailure failure{error.cause, server_failure(error.message, IsRetryable::kYes),
                            request.identity()};
  if (error.terminates_run) return terminate_for(state, context, failure, error.message);
  const bool is_unhandled = error.cause == enums::WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND;
  if (state.workflow_task().attempt() > 1 && !is_unhandled)
    return refuse_or_fail(state, request, context, failure);
  Draft draft(state, context);
  fail_workflow_task(draft, failure);
  if (is_unhandled) draft.add_fact().mutable_close_attempted();
  return refused(std::move(draft), error.message);
}

// Temporal's limits of one history: beyond them the run is ended rather than carried on for ever.
const char* exceeded_limit(const RunState& state, const Limits& limits) {
  if (state.next_event_id() - 1 > limits.history_events) return "Workflow history count exceeds limit.";
  if (state.history_size_bytes() > limits.history_bytes) return "Workflow history size exceeds limit.";
  return nullptr;
}

void write_completed(Completion& completion) {
  Draft& draft = completion.draft;
  const TaskEventIds ids = write_task_events(draft, draft.state().workflow_task());
  HistoryEvent& event = draft.add(enums::EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
  completion.completed_event_id = event.event_id();
  auto& attributes = *event.mutable_workflow_task_completed_event_attributes();
  attributes.set_scheduled_event_id(ids.scheduled);
  attributes.set_started_event_id(ids.started);
  attributes.set_identity(completion.request.identity());
  copy_build(completion.request, attributes);
  if (completion.request.has_sdk_metadata())
    *attributes.mutable_sdk_metadata() = completion.request.sdk_metadata();
  if (completion.request.has_metering_metadata()) {
    *attributes.mutable_metering_metadata() = completion.request.metering_metadata();
  }
}

CommandResult run_commands(Completion& completion) {
  for (const command::Command& command : completion.request.commands()) {
    // Activities cancelled by this very completion are no news that the workflow must see first.
    if (closes_run(command) && completion.draft.has_earlier_buffered()) {
      return CommandError{enums::WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND, "UnhandledCommand", false};
    }
    if (CommandResult error = run_command(completion, command)) return error;
  }
  return handle_unnamed_messages(completion);
}

bool is_same(const StickyChanged* left, const StickyChanged& right) {
  return left != nullptr && left->task_queue().name() == right.task_queue().name() &&
         left->task_queue().normal_name() == right.task_queue().normal_name() &&
         api::to_duration(left->schedule_to_start_timeout()) ==
             api::to_duration(right.schedule_to_start_timeout());
}

// The queue of the worker that now holds the run in its cache, if it says so.
void change_sticky(Completion& completion, StickyChanged& sticky) {
  Draft& draft = completion.draft;
  const auto& wanted = completion.request.sticky_attributes();
  if (wanted.worker_task_queue().name().empty()) {
    if (draft.sticky() != nullptr) draft.add_fact().mutable_sticky_changed();
    return draft.set_sticky(nullptr);
  }
  *sticky.mutable_task_queue() = wanted.worker_task_queue();
  sticky.mutable_task_queue()->set_kind(enums::TASK_QUEUE_KIND_STICKY);
  *sticky.mutable_schedule_to_start_timeout() = wanted.schedule_to_start_timeout();
  if (is_same(draft.sticky(), sticky)) return;
  *draft.add_fact().mutable_sticky_changed() = sticky;
  draft.set_sticky(&sticky);
}

void end_completion(Completion& completion, CompletedWorkflowTask& decision) {
  Draft& draft = completion.draft;
  draft.set_workflow_task(WorkflowTaskState::STAGE_NONE);
  if (draft.is_closed()) {
    completion.eager_activities.clear();
    decision.rejected_updates = completion.updates.take_rejected();
    return draft.drop_buffered();
  }
  // One that goes on with what it does may answer later.
  if (!completion.request.force_create_new_workflow_task()) completion.updates.reject_unanswered();
  StickyChanged sticky;
  change_sticky(completion, sticky);
  const bool has_news = draft.flush() || completion.request.force_create_new_workflow_task();
  NextTask next = write_next_task(completion, has_news);
  decision.unlogged = std::move(next.unlogged);
  decision.has_next_task = next.is_held;
  decision.rejected_updates = completion.updates.take_rejected();
  draft.set_sticky(nullptr);
}

CompletedWorkflowTask end_heartbeat(const RunState& state, const Context& context) {
  Draft draft(state, context);
  time_out_workflow_task(draft, enums::TIMEOUT_TYPE_START_TO_CLOSE);
  CompletedWorkflowTask decision;
  decision.transition = finish(std::move(draft));
  decision.refusal = not_found("workflow task heartbeat timeout");
  return decision;
}

}  // namespace

Result<CompletedWorkflowTask> decide_complete_workflow_task(const RunState& state, const TaskToken& token,
                                                            const Request& request, const Context& context,
                                                            const AdmittedUpdates& admitted) {
  SKALD_TRY(check_workflow_task_token(state, token));
  if (const auto valid = check_sequence(request); !valid) {
    return refuse_or_fail(state, request, context,
                          {enums::WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
                           server_failure(valid.error().message, IsRetryable::kYes),
                           {}});
  }
  if (const char* limit = exceeded_limit(state, context.limits)) {
    return terminate_for(state, context,
                         {enums::WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND, {}, kHistoryService}, limit);
  }
  if (is_heartbeat_over(state, request, context)) return end_heartbeat(state, context);
  Completion completion(state, request, context, admitted);
  const bool is_dropped = leaves_no_trace(completion);
  if (is_dropped) {
    completion.draft.drop_speculative();
  } else {
    write_completed(completion);
  }
  if (const CommandResult error = run_commands(completion))
    return refuse_command(state, request, context, *error);
  CompletedWorkflowTask decision;
  end_completion(completion, decision);
  if (is_dropped) decision.reset_history_event_id = state.previous_started_event_id();
  decision.transition = finish(std::move(completion.draft));
  decision.next = std::move(completion.next);
  decision.eager_activities = std::move(completion.eager_activities);
  return decision;
}

}  // namespace skald::core
