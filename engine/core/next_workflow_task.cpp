#include "engine/core/next_workflow_task.h"

#include <algorithm>

#include "engine/api/time.h"
#include "engine/core/builds.h"
#include "engine/core/completion_updates.h"
#include "engine/core/task_start.h"
#include "engine/core/workflow_task.h"

// The build of a worker is deprecated in the API, and still what clients show.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::core {
namespace {

WorkflowTaskState scheduled_task(const HistoryEvent& event) {
  WorkflowTaskState task;
  task.set_scheduled_event_id(event.event_id());
  task.set_attempt(event.workflow_task_scheduled_event_attributes().attempt());
  *task.mutable_scheduled_time() = event.event_time();
  *task.mutable_task_queue() = event.workflow_task_scheduled_event_attributes().task_queue();
  return task;
}

WorkflowTaskState scheduled_task(const internal::v1::WorkflowTaskScheduledSpeculative& fact) {
  WorkflowTaskState task;
  task.set_speculative(true);
  task.set_scheduled_event_id(fact.scheduled_event_id());
  task.set_attempt(1);
  *task.mutable_scheduled_time() = fact.scheduled_time();
  *task.mutable_task_queue() = fact.task_queue();
  return task;
}

// Gives the task to the worker whose completion made it.
void hold(Completion& completion, const WorkflowTaskState& task, NextTask& next) {
  Draft& draft = completion.draft;
  const std::uint64_t incarnation = completion.state().workflow_task().incarnation();
  Poller worker{completion.request.identity(), kInlineRequestId, incarnation};
  tell_build(completion.request.worker_version_stamp(), worker);
  const WorkflowTaskState started = started_task(draft, task, worker);
  if (is_started_by_fact(started)) {
    fill_started_fact(started, *next.unlogged.add_facts()->mutable_workflow_task_started());
  } else {
    write_task_events(draft, started);
  }
  next.is_held = true;
}

bool is_rejection(const protocol::Message& message) { return message.body().Is<update::Rejection>(); }

}  // namespace

NextTask write_next_task(Completion& completion, bool has_news) {
  Draft& draft = completion.draft;
  const bool is_inline = completion.request.return_new_workflow_task();
  const bool has_updates = completion.updates.has_unsent();
  NextTask next;
  // A task that waits in a queue is written down with the completion; one that the worker holds need not be.
  if (has_news || (has_updates && !is_inline)) {
    schedule_workflow_task(draft);
    const WorkflowTaskState task = scheduled_task(draft.last_event());
    if (is_heartbeat(completion.request)) {
      *draft.add_fact().mutable_workflow_task_heartbeat()->mutable_original_scheduled_time() =
          completion.state().workflow_task().original_scheduled_time();
    }
    if (is_inline) hold(completion, task, next);
  } else if (has_updates) {
    schedule_speculative_task(draft, next.unlogged);
    hold(completion, scheduled_task(next.unlogged.facts(0).workflow_task_scheduled_speculative()), next);
  }
  if (next.unlogged.facts_size() > 0) *next.unlogged.mutable_time() = api::to_timestamp(draft.time());
  return next;
}

bool leaves_no_trace(const Completion& completion) {
  const RunState& state = completion.state();
  const auto& request = completion.request;
  if (!state.workflow_task().speculative() || state.buffered_events_size() > 0) return false;
  if (request.commands_size() > 0 || request.force_create_new_workflow_task()) return false;
  // Older workers have seen events before the task's own and count on their ids.
  const bool shows_events =
      state.workflow_task().scheduled_event_id() - 1 != state.previous_started_event_id() + 1;
  if (shows_events && !request.capabilities().discard_speculative_workflow_task_with_events()) return false;
  return std::all_of(request.messages().begin(), request.messages().end(), is_rejection);
}

bool is_heartbeat(const wire::RespondWorkflowTaskCompletedRequest& request) {
  return request.force_create_new_workflow_task() && request.commands().empty() && request.messages().empty();
}

bool is_heartbeat_over(const RunState& state, const wire::RespondWorkflowTaskCompletedRequest& request,
                       const Context& context) {
  if (!is_heartbeat(request) || !state.workflow_task().has_original_scheduled_time()) return false;
  const Time began = api::to_time(state.workflow_task().original_scheduled_time());
  return context.now - began > context.limits.workflow_task_heartbeat;
}

}  // namespace skald::core
