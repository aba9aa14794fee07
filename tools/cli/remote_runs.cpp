#include "tools/cli/remote_runs.h"

#include <utility>

#include "tools/cli/connection_call.h"

namespace skald::cli {

namespace wire = temporal::api::workflowservice::v1;
using temporal::api::history::v1::History;
using temporal::api::history::v1::HistoryEvent;
using workers::Connection;

Status RemoteRuns::each(const std::string& namespace_name, const std::string& query, std::int32_t page,
                        const std::function<bool(const Info&)>& visit) {
  wire::ListWorkflowExecutionsRequest request;
  request.set_namespace_(namespace_name);
  request.set_query(query);
  request.set_page_size(page);
  do {
    auto answer = call(connection_, &Connection::list_workflow_executions, request);
    if (!answer) return std::move(answer).error();
    for (const Info& info : answer->executions()) {
      if (!visit(info)) return {};
    }
    request.set_next_page_token(answer->next_page_token());
  } while (!request.next_page_token().empty());
  return {};
}

Result<wire::CountWorkflowExecutionsResponse> RemoteRuns::count(const std::string& namespace_name,
                                                                const std::string& query) {
  wire::CountWorkflowExecutionsRequest request;
  request.set_namespace_(namespace_name);
  request.set_query(query);
  return call(connection_, &Connection::count_workflow_executions, std::move(request));
}

Result<RemoteRuns::Description> RemoteRuns::describe(const RunName& run) {
  wire::DescribeWorkflowExecutionRequest request;
  request.set_namespace_(run.namespace_name);
  request.mutable_execution()->set_workflow_id(run.workflow_id);
  request.mutable_execution()->set_run_id(run.run_id);
  return call(connection_, &Connection::describe_workflow_execution, std::move(request));
}

Result<History> RemoteRuns::history(const RunName& run) {
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_(run.namespace_name);
  request.mutable_execution()->set_workflow_id(run.workflow_id);
  request.mutable_execution()->set_run_id(run.run_id);
  History history;
  do {
    auto answer = call(connection_, &Connection::get_workflow_execution_history, request);
    if (!answer) return std::move(answer).error();
    for (HistoryEvent& event : *answer->mutable_history()->mutable_events())
      *history.add_events() = std::move(event);
    request.set_next_page_token(answer->next_page_token());
  } while (!request.next_page_token().empty());
  if (history.events_size() == 0)
    return Error{Code::kNotFound, "the history of " + run.workflow_id + " is empty", {}};
  return history;
}

}  // namespace skald::cli
