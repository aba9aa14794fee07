#include "tests/end_to_end/connection_calls.h"

namespace skald::end_to_end {

std::vector<RunName> list_runs(workers::Connection& connection, const std::string& query) {
  std::vector<RunName> runs;
  wire::ListWorkflowExecutionsRequest request;
  request.set_namespace_("default");
  request.set_query(query);
  do {
    auto page = call(connection, &workers::Connection::list_workflow_executions, request);
    if (!page.ok()) throw std::runtime_error(page.error().message);
    for (const auto& info : page->executions()) {
      runs.push_back({info.execution().workflow_id(), info.execution().run_id(), info.type().name()});
    }
    request.set_next_page_token(page->next_page_token());
  } while (!request.next_page_token().empty());
  return runs;
}

temporal::api::history::v1::History history_of(workers::Connection& connection,
                                               const std::string& workflow_id, const std::string& run_id) {
  temporal::api::history::v1::History history;
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(workflow_id);
  request.mutable_execution()->set_run_id(run_id);
  do {
    auto page = call(connection, &workers::Connection::get_workflow_execution_history, request);
    if (!page.ok()) throw std::runtime_error(page.error().message);
    history.MergeFrom(page->history());
    request.set_next_page_token(page->next_page_token());
  } while (!request.next_page_token().empty());
  return history;
}

void await_tasks(workers::Connection& connection, const std::string& workflow_id, int count) {
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(workflow_id);
  request.set_wait_new_event(true);
  for (;;) {
    auto page = call(connection, &workers::Connection::get_workflow_execution_history, request);
    if (!page.ok()) throw std::runtime_error(page.error().message);
    for (const auto& event : page->history().events()) {
      if (event.has_workflow_task_completed_event_attributes()) --count;
    }
    if (count <= 0) return;
    if (page->next_page_token().empty()) throw std::runtime_error(workflow_id + " has ended");
    request.set_next_page_token(page->next_page_token());
  }
}

}  // namespace skald::end_to_end
