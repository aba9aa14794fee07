#pragma once

#include <memory>
#include <optional>

#include "workers/workflow_items.h"

namespace skald::workers {

/// A task that waits for pages of its history.
struct HistoryFetch {
  enum class From {
    kStart,     ///< The run is not cached and the task brought the end only: everything, from event 1.
    kNextPage,  ///< The task brought the first page.
  };
  WorkflowTask task;
  From from = From::kStart;
  temporal::api::history::v1::History events;
  std::string page_token;
  bool has_first_page = false;
};

wire::GetWorkflowExecutionHistoryRequest next_page_request(const HistoryFetch& fetch,
                                                           const std::string& namespace_name);

/// Takes a page in. True: it was the last one.
bool take_page(HistoryFetch& fetch, wire::GetWorkflowExecutionHistoryResponse page);

/// Joins what was fetched with what the task brought. The server does not store the newest
/// WorkflowTaskStarted of every task (transient ones, those of workers in its process), so the task's own
/// events complete the pages. An error says which events are missing.
Result<WorkflowTask> complete_task(HistoryFetch& fetch);

/// The first event of the task's history; 0 if it has none.
std::int64_t first_event_id(const WorkflowTask& task);

/// The fields of a task that name it, and its query, without its history.
WorkflowTask ids_of(const WorkflowTask& task);

}  // namespace skald::workers
