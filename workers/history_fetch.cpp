#include "workers/history_fetch.h"

#include <utility>

namespace skald::workers {
namespace {

using temporal::api::history::v1::History;
using temporal::api::history::v1::HistoryEvent;

std::int64_t last_event_id(const History& history) {
  return history.events_size() == 0 ? 0 : history.events(history.events_size() - 1).event_id();
}

void append(History& to, History& from) {
  for (HistoryEvent& event : *from.mutable_events()) *to.add_events() = std::move(event);
}

/// Appends those events of `from` that `to` does not have.
void append_newer(History& to, History& from) {
  const std::int64_t last = last_event_id(to);
  for (HistoryEvent& event : *from.mutable_events()) {
    if (event.event_id() > last) *to.add_events() = std::move(event);
  }
}

/// The first event that does not follow its predecessor; 0 if there is no gap.
std::int64_t missing_event(const History& history, std::int64_t expected) {
  for (const HistoryEvent& event : history.events()) {
    if (event.event_id() != expected) return expected;
    ++expected;
  }
  return 0;
}

void drop_after(History& history, std::int64_t last) {
  if (last == 0) return;
  while (last_event_id(history) > last) history.mutable_events()->RemoveLast();
}

}  // namespace

std::int64_t first_event_id(const WorkflowTask& task) {
  return task.history().events_size() == 0 ? 0 : task.history().events(0).event_id();
}

wire::GetWorkflowExecutionHistoryRequest next_page_request(const HistoryFetch& fetch,
                                                           const std::string& namespace_name) {
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_(namespace_name);
  *request.mutable_execution() = fetch.task.workflow_execution();
  if (fetch.from == HistoryFetch::From::kNextPage && !fetch.has_first_page) {
    request.set_next_page_token(fetch.task.next_page_token());
  } else {
    request.set_next_page_token(fetch.page_token);
  }
  return request;
}

bool take_page(HistoryFetch& fetch, wire::GetWorkflowExecutionHistoryResponse page) {
  append(fetch.events, *page.mutable_history());
  fetch.page_token = std::move(*page.mutable_next_page_token());
  fetch.has_first_page = true;
  return fetch.page_token.empty();
}

Result<WorkflowTask> complete_task(HistoryFetch& fetch) {
  WorkflowTask task = std::move(fetch.task);
  History own = std::move(*task.mutable_history());
  task.clear_next_page_token();
  History& joined = *task.mutable_history();
  if (fetch.from == HistoryFetch::From::kNextPage) {
    joined = std::move(own);
    append_newer(joined, fetch.events);
  } else {
    joined = std::move(fetch.events);
    append_newer(joined, own);
  }
  drop_after(joined, task.started_event_id());
  const std::int64_t expected = fetch.from == HistoryFetch::From::kStart ? 1 : first_event_id(task);
  std::int64_t missing = missing_event(joined, expected);
  if (missing == 0 && last_event_id(joined) < task.started_event_id()) missing = last_event_id(joined) + 1;
  if (missing == 0) return task;
  return Error{Code::kDataLoss,
               "the history of workflow " + task.workflow_execution().workflow_id() + ", run " +
                   task.workflow_execution().run_id() + " has no event " + std::to_string(missing) +
                   ", but its task needs all up to " + std::to_string(task.started_event_id()),
               {}};
}

WorkflowTask ids_of(const WorkflowTask& task) {
  WorkflowTask ids;
  ids.set_task_token(task.task_token());
  ids.set_attempt(task.attempt());
  *ids.mutable_workflow_execution() = task.workflow_execution();
  *ids.mutable_workflow_type() = task.workflow_type();
  if (task.has_query()) *ids.mutable_query() = task.query();
  return ids;
}

}  // namespace skald::workers
