#include <algorithm>
#include <utility>

#include "engine/api/time.h"
#include "engine/core/builds.h"
#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/failures.h"
#include "engine/core/names.h"
#include "engine/core/refusal.h"
#include "engine/core/task_start.h"
#include "engine/core/workflow_task.h"
#include "engine/core/workflow_task_token.h"

namespace skald::core {
namespace {

void add_started_fact(const WorkflowTaskState& started, Draft& draft) {
  fill_started_fact(started, *draft.add_fact().mutable_workflow_task_started());
}

// The task is given to somebody else: what its start fixed stays, also the event in history.
WorkflowTaskState task_given_again(const WorkflowTaskState& task, const Poller& poller, const Draft& draft) {
  WorkflowTaskState again = task;
  *again.mutable_started_time() = api::to_timestamp(draft.time());
  again.set_request_id(poller.request_id);
  again.set_identity(poller.identity);
  again.set_incarnation(poller.incarnation);
  again.clear_worker_version();
  if (has_build(poller)) *again.mutable_worker_version() = worker_version(poller);
  return again;
}

// A worker whose completion does not pass the wire would make the same one at every attempt.
Result<Decision> end_unsendable(const RunState& state, const Context& context) {
  wire::TerminateWorkflowExecutionRequest end;
  end.set_reason("GrpcMessageTooLarge");
  end.set_identity(kHistoryService);
  return decide_terminate(state, end, context);
}

}  // namespace

Result<Decision> decide_start_workflow_task(const RunState& state, std::int64_t scheduled_event_id,
                                            const Poller& poller, const Context& context) {
  const WorkflowTaskState& task = state.workflow_task();
  if (is_closed(state) || task.scheduled_event_id() != scheduled_event_id) return workflow_task_not_found();
  const bool is_repeated =
      is_started(task) && !poller.request_id.empty() && task.request_id() == poller.request_id;
  if (is_repeated) return Decision{};
  if (!is_ready(task)) return workflow_task_not_found();
  Draft draft(state, context);
  if (task.returned()) {
    add_started_fact(task_given_again(task, poller, draft), draft);
    return Decision{draft.take(), {}, {}};
  }
  const WorkflowTaskState started = started_task(draft, task, poller);
  if (is_started_by_fact(started)) {
    draft.leave_speculative();
    add_started_fact(started, draft);
  } else {
    write_task_events(draft, started);
  }
  return Decision{draft.take(), {}, {}};
}

bool is_volatile(const Transition& transition) {
  if (is_empty(transition) || !transition.events().empty()) return false;
  return std::all_of(transition.facts().begin(), transition.facts().end(), [](const Fact& fact) {
    return fact.has_workflow_task_scheduled_speculative() ||
           fact.workflow_task_started().incarnation() != 0 || fact.workflow_task_started().speculative();
  });
}

Result<Decision> decide_fail_workflow_task(const RunState& state, const TaskToken& token,
                                           const wire::RespondWorkflowTaskFailedRequest& request,
                                           const Context& context) {
  if (is_closed(state)) return workflow_closed();
  SKALD_TRY(check_workflow_task_token(state, token));
  if (request.cause() == enums::WORKFLOW_TASK_FAILED_CAUSE_GRPC_MESSAGE_TOO_LARGE) {
    return end_unsendable(state, context);
  }
  TaskFailure failure{request.cause(), {}, request.identity()};
  if (request.has_failure()) failure.failure = capped(request.failure(), context.limits);
  Draft draft(state, context);
  fail_workflow_task(draft, failure);
  return Decision{finish(std::move(draft)), {}, {}};
}

std::vector<HistoryEvent> transient_events(const RunState& state) {
  const WorkflowTaskState& task = state.workflow_task();
  if (is_closed(state) || task.stage() == WorkflowTaskState::STAGE_NONE) return {};
  static const Limits kLimits;
  const Context context{api::to_time(state.last_time()), kLimits, {}, 0};
  Draft draft(state, context);
  write_task_events(draft, task);
  const Transition transition = draft.take();
  return {transition.events().begin(), transition.events().end()};
}

}  // namespace skald::core
