#include "engine/core/workflow_task.h"

#include <algorithm>
#include <utility>

#include "engine/api/time.h"
#include "engine/core/problem.h"

// The build of a worker is deprecated in the API, and still what clients show.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::core {
namespace {

constexpr std::int32_t kAttemptsWithoutBackoff = 3;
constexpr Duration kFirstBackoff = std::chrono::seconds(5);
constexpr Duration kLongestBackoff = std::chrono::minutes(10);
constexpr Duration kSpeculativeScheduleToStart = std::chrono::seconds(5);

// The lengthening of the timeout is what delays the retries of a task that nobody reports as failed.
Duration start_to_close_timeout(const RunState& state, std::int32_t attempt) {
  const Duration timeout = api::to_duration(state.started().workflow_task_timeout());
  if (attempt <= kAttemptsWithoutBackoff) return timeout;
  const int doublings = std::min(attempt - kAttemptsWithoutBackoff - 1, 10);
  return timeout + std::min(kFirstBackoff * (1 << doublings), kLongestBackoff);
}

// The event's numbers: the run's own queue or the sticky one, and the plain or lengthened timeout.
void write_scheduled(Draft& draft, std::int32_t attempt,
                     const temporal::api::taskqueue::v1::TaskQueue& queue) {
  auto& attributes = *draft.add(enums::EVENT_TYPE_WORKFLOW_TASK_SCHEDULED)
                          .mutable_workflow_task_scheduled_event_attributes();
  *attributes.mutable_task_queue() = queue;
  *attributes.mutable_start_to_close_timeout() =
      api::to_duration_message(start_to_close_timeout(draft.state(), attempt));
  attributes.set_attempt(attempt);
}

void schedule_transient(Draft& draft) {
  auto& fact = *draft.add_fact().mutable_workflow_task_scheduled_transient();
  fact.set_scheduled_event_id(draft.next_event_id());
  fact.set_attempt(2);
  *fact.mutable_scheduled_time() = api::to_timestamp(draft.time());
  draft.set_workflow_task(WorkflowTaskState::STAGE_SCHEDULED);
}

void retry_transient(Draft& draft, const std::optional<Failure>& failure) {
  auto& fact = *draft.add_fact().mutable_workflow_task_retried();
  fact.set_attempt(draft.state().workflow_task().attempt() + 1);
  *fact.mutable_scheduled_time() = api::to_timestamp(draft.time());
  if (failure) *fact.mutable_failure() = *failure;
  draft.set_workflow_task(WorkflowTaskState::STAGE_SCHEDULED);
}

// An attempt after the first leaves no trace in history; a sticky task is tried once more on the run's own
// queue before it becomes transient; new events make every next task a normal one.
void schedule_next_attempt(Draft& draft, const std::optional<Failure>& failure) {
  const bool was_sticky = draft.sticky() != nullptr;
  const bool is_first = draft.state().workflow_task().attempt() == 1;
  draft.set_workflow_task(WorkflowTaskState::STAGE_NONE);
  draft.set_sticky(nullptr);
  if (draft.flush() || (is_first && was_sticky)) return schedule_workflow_task(draft);
  if (is_first) return schedule_transient(draft);
  retry_transient(draft, failure);
}

void write_failed(Draft& draft, const TaskFailure& failure) {
  const TaskEventIds ids = write_task_events(draft, draft.state().workflow_task());
  auto& attributes =
      *draft.add(enums::EVENT_TYPE_WORKFLOW_TASK_FAILED).mutable_workflow_task_failed_event_attributes();
  attributes.set_scheduled_event_id(ids.scheduled);
  attributes.set_started_event_id(ids.started);
  attributes.set_cause(failure.cause);
  if (failure.failure) *attributes.mutable_failure() = *failure.failure;
  attributes.set_identity(failure.identity);
}

void fail_for_full_buffer(Draft& draft) {
  const bool is_first = draft.state().workflow_task().attempt() == 1;
  const bool was_sticky = draft.sticky() != nullptr;
  if (is_first)
    write_failed(draft, {enums::WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND, {}, kHistoryService});
  draft.set_workflow_task(WorkflowTaskState::STAGE_NONE);
  draft.set_sticky(nullptr);
  draft.flush();
  if (is_first && !was_sticky) {
    schedule_transient(draft);
  } else {
    schedule_workflow_task(draft);
  }
}

bool is_buffer_full(const Draft& draft) {
  const Limits& limits = draft.context().limits;
  return draft.buffered_count() > limits.buffered_events || draft.buffered_bytes() > limits.buffered_bytes;
}

}  // namespace

void schedule_workflow_task(Draft& draft) {
  const auto& own = draft.state().started().task_queue();
  write_scheduled(draft, 1, draft.sticky() != nullptr ? draft.sticky()->task_queue() : own);
  draft.set_workflow_task(WorkflowTaskState::STAGE_SCHEDULED);
}

void need_workflow_task(Draft& draft, DuringBackoff rule) {
  if (draft.is_closed() || draft.has_workflow_task() || draft.state().awaits_parent()) return;
  if (rule == DuringBackoff::kWait && is_in_backoff(draft.state())) return;
  schedule_workflow_task(draft);
}

void schedule_speculative_task(const Draft& draft, Transition& transition) {
  const auto& own = draft.state().started().task_queue();
  auto& fact = *transition.add_facts()->mutable_workflow_task_scheduled_speculative();
  fact.set_scheduled_event_id(draft.next_event_id());
  *fact.mutable_scheduled_time() = api::to_timestamp(draft.time());
  *fact.mutable_task_queue() = draft.sticky() != nullptr ? draft.sticky()->task_queue() : own;
}

void schedule_speculative_task(Draft& draft) {
  Transition only;
  schedule_speculative_task(draft, only);
  draft.add_fact() = only.facts(0);
  draft.set_workflow_task(WorkflowTaskState::STAGE_SCHEDULED);
}

void write_speculative_task(Draft& draft) {
  const WorkflowTaskState& task = draft.state().workflow_task();
  if (task.incarnation() == 0) {
    write_task_events(draft, task);
    return;
  }
  WorkflowTaskState unstarted = task;
  unstarted.clear_started_event_id();
  write_task_events(draft, unstarted);
}

TaskEventIds write_task_events(Draft& draft, const WorkflowTaskState& task) {
  const TaskEventIds ids{task.scheduled_event_id(), task.started_event_id()};
  draft.leave_speculative();
  if (task.transient() || task.speculative()) {
    const bool left_sticky = task.speculative() && draft.sticky() == nullptr;
    write_scheduled(draft, task.attempt(),
                    left_sticky ? draft.state().started().task_queue() : task.task_queue());
    HistoryEvent& event = draft.last_event();
    // A normal task in a transient one's place (an event came in between) is written as scheduled when it
    // started.
    const bool is_replacement = task.transient() && task.attempt() == 1 && is_started(task);
    *event.mutable_event_time() = is_replacement ? task.started_time() : task.scheduled_time();
  }
  if (ids.started < draft.state().next_event_id()) return ids;
  HistoryEvent& event = draft.add(enums::EVENT_TYPE_WORKFLOW_TASK_STARTED);
  *event.mutable_event_time() = task.started_time();
  auto& attributes = *event.mutable_workflow_task_started_event_attributes();
  attributes.set_scheduled_event_id(ids.scheduled);
  attributes.set_identity(task.identity());
  attributes.set_request_id(task.request_id());
  attributes.set_history_size_bytes(task.history_size_bytes());
  attributes.set_suggest_continue_as_new(task.suggest_continue_as_new());
  *attributes.mutable_suggest_continue_as_new_reasons() = task.suggest_reasons();
  if (task.has_worker_version()) *attributes.mutable_worker_version() = task.worker_version();
  return ids;
}

void fail_workflow_task(Draft& draft, const TaskFailure& failure) {
  if (draft.state().workflow_task().attempt() == 1) write_failed(draft, failure);
  report_problem(draft);
  schedule_next_attempt(draft, failure.failure);
}

void time_out_workflow_task(Draft& draft, enums::TimeoutType type) {
  const WorkflowTaskState& task = draft.state().workflow_task();
  if (task.attempt() == 1) {
    const TaskEventIds ids = write_task_events(draft, task);
    auto& attributes = *draft.add(enums::EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT)
                            .mutable_workflow_task_timed_out_event_attributes();
    attributes.set_scheduled_event_id(ids.scheduled);
    attributes.set_started_event_id(ids.started);
    attributes.set_timeout_type(type);
  }
  if (type == enums::TIMEOUT_TYPE_SCHEDULE_TO_START) {
    draft.set_workflow_task(WorkflowTaskState::STAGE_NONE);
    draft.set_sticky(nullptr);
    return schedule_workflow_task(draft);
  }
  report_problem(draft);
  schedule_next_attempt(draft, {});
}

void write_failed_workflow_task(Draft& draft, const TaskFailure& failure) {
  if (draft.state().workflow_task().attempt() == 1) write_failed(draft, failure);
  draft.set_workflow_task(WorkflowTaskState::STAGE_NONE);
}

void force_close_workflow_task(Draft& draft) {
  const WorkflowTaskState& task = draft.state().workflow_task();
  if (!is_started(task)) return draft.leave_speculative();
  if (!task.transient()) {
    write_failed(draft, {enums::WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND, {}, kHistoryService});
  }
  draft.set_workflow_task(WorkflowTaskState::STAGE_NONE);
  draft.flush();
}

std::optional<Time> workflow_task_deadline(const RunState& state) {
  const WorkflowTaskState& task = state.workflow_task();
  if (is_started(task)) {
    // A task in this process ends with it, or its watchdog ends it.
    if (task.incarnation() != 0) return {};
    return api::later(api::to_time(task.started_time()), start_to_close_timeout(state, task.attempt()));
  }
  const bool is_sticky = task.task_queue().kind() == enums::TASK_QUEUE_KIND_STICKY;
  if (is_scheduled(task) && task.speculative() && !is_sticky)
    return api::to_time(task.scheduled_time()) + kSpeculativeScheduleToStart;
  if (!is_scheduled(task) || !is_sticky) return {};
  // A worker that names no timeout gets the task if it waits for it, and else never.
  return api::later(api::to_time(task.scheduled_time()),
                    api::to_duration(state.sticky().schedule_to_start_timeout()));
}

Transition finish(Draft&& draft) {
  if (draft.is_buffering() && is_buffer_full(draft)) fail_for_full_buffer(draft);
  return draft.take();
}

}  // namespace skald::core
