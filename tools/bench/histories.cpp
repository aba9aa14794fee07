#include "tools/bench/histories.h"

#include <future>
#include <stdexcept>

namespace skald::bench {

namespace wire = temporal::api::workflowservice::v1;

std::string read_page(workers::Connection& connection, const std::string& workflow_id,
                      const std::string& token, temporal::api::history::v1::History* events) {
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(workflow_id);
  request.set_next_page_token(token);
  std::promise<Result<wire::GetWorkflowExecutionHistoryResponse>> promise;
  connection.get_workflow_execution_history(std::move(request),
                                            [&](auto result) { promise.set_value(std::move(result)); });
  auto page = promise.get_future().get();
  if (!page.ok()) throw std::runtime_error(page.error().message);
  if (events != nullptr) events->MergeFrom(page->history());
  return page->next_page_token();
}

std::string history_bytes(workers::Connection& connection, const std::string& workflow_id) {
  temporal::api::history::v1::History history;
  std::string token;
  do {
    token = read_page(connection, workflow_id, token, &history);
  } while (!token.empty());
  return history.SerializeAsString();
}

}  // namespace skald::bench
