#include "engine/core/task_start.h"

#include "engine/api/time.h"
#include "engine/core/builds.h"

namespace skald::core {
namespace {

constexpr std::size_t kManyUpdatesPercent = 90;

std::int64_t history_size(const Draft& draft) {
  std::int64_t bytes = draft.state().history_size_bytes();
  for (const HistoryEvent& event : draft.so_far().events())
    bytes += static_cast<std::int64_t>(event.ByteSizeLong());
  return bytes;
}

void suggest_continue_as_new(const Draft& draft, WorkflowTaskState& task) {
  const Limits& limits = draft.context().limits;
  task.clear_suggest_reasons();
  if (task.history_size_bytes() >= limits.suggest_continue_as_new_bytes) {
    task.add_suggest_reasons(enums::SUGGEST_CONTINUE_AS_NEW_REASON_HISTORY_SIZE_TOO_LARGE);
  }
  if (task.started_event_id() - 1 >= limits.suggest_continue_as_new_events) {
    task.add_suggest_reasons(enums::SUGGEST_CONTINUE_AS_NEW_REASON_TOO_MANY_HISTORY_EVENTS);
  }
  const auto updates = static_cast<std::size_t>(draft.state().updates().size());
  if (updates * 100 >= limits.updates * kManyUpdatesPercent) {
    task.add_suggest_reasons(enums::SUGGEST_CONTINUE_AS_NEW_REASON_TOO_MANY_UPDATES);
  }
  task.set_suggest_continue_as_new(task.suggest_reasons_size() > 0);
}

}  // namespace

WorkflowTaskState started_task(const Draft& draft, WorkflowTaskState task, const Poller& poller) {
  const bool is_virtual = task.transient() || task.speculative();
  task.set_stage(WorkflowTaskState::STAGE_STARTED);
  task.set_started_event_id(is_virtual ? task.scheduled_event_id() + 1 : draft.next_event_id());
  *task.mutable_started_time() = api::to_timestamp(draft.time());
  task.set_request_id(poller.request_id);
  task.set_identity(poller.identity);
  task.set_history_size_bytes(history_size(draft));
  suggest_continue_as_new(draft, task);
  task.set_incarnation(poller.incarnation);
  task.clear_worker_version();
  if (has_build(poller)) *task.mutable_worker_version() = worker_version(poller);
  return task;
}

bool is_started_by_fact(const WorkflowTaskState& started) {
  return started.incarnation() != 0 || started.attempt() > 1 || started.speculative();
}

void fill_started_fact(const WorkflowTaskState& started, internal::v1::WorkflowTaskStarted& fact) {
  fact.set_scheduled_event_id(started.scheduled_event_id());
  fact.set_started_event_id(started.started_event_id());
  fact.set_attempt(started.attempt());
  fact.set_request_id(started.request_id());
  fact.set_identity(started.identity());
  *fact.mutable_time() = started.started_time();
  fact.set_history_size_bytes(started.history_size_bytes());
  fact.set_suggest_continue_as_new(started.suggest_continue_as_new());
  *fact.mutable_suggest_reasons() = started.suggest_reasons();
  fact.set_incarnation(started.incarnation());
  fact.set_speculative(started.speculative());
  if (started.has_worker_version()) *fact.mutable_worker_version() = started.worker_version();
}

}  // namespace skald::core
