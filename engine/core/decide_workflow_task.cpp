#include <utility>

#include "engine/api/time.h"
#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/failures.h"
#include "engine/core/names.h"
#include "engine/core/refusal.h"
#include "engine/core/workflow_task.h"
#include "engine/core/workflow_task_token.h"

namespace skald::core {
namespace {

// What a start fixes for ever: the workflow may ask for it and must get the same at every replay.
WorkflowTaskState started_task(const RunState& state, const Poller& poller, const Draft& draft) {
  const Limits& limits = draft.context().limits;
  WorkflowTaskState task = state.workflow_task();
  task.set_stage(WorkflowTaskState::STAGE_STARTED);
  task.set_started_event_id(state.next_event_id() + (task.transient() ? 1 : 0));
  *task.mutable_started_time() = api::to_timestamp(draft.time());
  task.set_request_id(poller.request_id);
  task.set_identity(poller.identity);
  task.set_history_size_bytes(state.history_size_bytes());
  if (state.history_size_bytes() >= limits.suggest_continue_as_new_bytes) {
    task.add_suggest_reasons(enums::SUGGEST_CONTINUE_AS_NEW_REASON_HISTORY_SIZE_TOO_LARGE);
  }
  if (task.started_event_id() - 1 >= limits.suggest_continue_as_new_events) {
    task.add_suggest_reasons(enums::SUGGEST_CONTINUE_AS_NEW_REASON_TOO_MANY_HISTORY_EVENTS);
  }
  task.set_suggest_continue_as_new(task.suggest_reasons_size() > 0);
  task.set_incarnation(poller.incarnation);
  return task;
}

void add_started_fact(const WorkflowTaskState& task, Draft& draft) {
  auto& fact = *draft.add_fact().mutable_workflow_task_started();
  fact.set_scheduled_event_id(task.scheduled_event_id());
  fact.set_started_event_id(task.started_event_id());
  fact.set_attempt(task.attempt());
  fact.set_request_id(task.request_id());
  fact.set_identity(task.identity());
  *fact.mutable_time() = task.started_time();
  fact.set_history_size_bytes(task.history_size_bytes());
  fact.set_suggest_continue_as_new(task.suggest_continue_as_new());
  *fact.mutable_suggest_reasons() = task.suggest_reasons();
  fact.set_incarnation(task.incarnation());
}

// The task is given to somebody else: what its start fixed stays, also the event in history.
WorkflowTaskState task_given_again(const WorkflowTaskState& task, const Poller& poller, const Draft& draft) {
  WorkflowTaskState again = task;
  *again.mutable_started_time() = api::to_timestamp(draft.time());
  again.set_request_id(poller.request_id);
  again.set_identity(poller.identity);
  again.set_incarnation(poller.incarnation);
  return again;
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
  const WorkflowTaskState started = started_task(state, poller, draft);
  if (poller.incarnation != 0 || task.attempt() > 1) {
    add_started_fact(started, draft);
  } else {
    write_task_events(draft, started);
  }
  return Decision{draft.take(), {}, {}};
}

bool is_volatile(const Transition& transition) {
  return transition.events().empty() && transition.facts_size() == 1 &&
         transition.facts(0).workflow_task_started().incarnation() != 0;
}

Result<Decision> decide_fail_workflow_task(const RunState& state, const TaskToken& token,
                                           const wire::RespondWorkflowTaskFailedRequest& request,
                                           const Context& context) {
  if (is_closed(state)) return workflow_closed();
  SKALD_TRY(check_workflow_task_token(state, token));
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
