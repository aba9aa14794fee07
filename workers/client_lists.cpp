#include <utility>

#include "workers/client_exceptions.h"
#include "workers/connected_client.h"
#include "workers/description.h"
#include "workers/retries.h"

namespace skald::workers {

using detail::Answer;
using detail::PendingAnswer;

detail::ClientCore::Pending ConnectedClient::list(ListOptions options) {
  auto pending = std::make_shared<PendingAnswer>();
  wire::ListWorkflowExecutionsRequest request;
  request.set_namespace_(ids_.namespace_name);
  request.set_query(std::move(options.query));
  request.set_page_size(options.page_size);
  request.set_next_page_token(std::move(options.page_token));
  call<wire::ListWorkflowExecutionsRequest, wire::ListWorkflowExecutionsResponse>(
      connection_, timers_, &Connection::list_workflow_executions, std::move(request),
      [pending](Result<wire::ListWorkflowExecutionsResponse> response) {
        if (!response.ok()) return pending->fail(to_exception(response.error(), "list workflows", {}));
        WorkflowPage page;
        for (const auto& info : response->executions()) page.runs.push_back(to_summary(info));
        page.next_page_token = std::move(*response->mutable_next_page_token());
        Answer answer;
        answer.page = std::make_shared<const WorkflowPage>(std::move(page));
        pending->set(std::move(answer));
      });
  return pending;
}

detail::ClientCore::Pending ConnectedClient::count(std::string query) {
  auto pending = std::make_shared<PendingAnswer>();
  wire::CountWorkflowExecutionsRequest request;
  request.set_namespace_(ids_.namespace_name);
  request.set_query(std::move(query));
  call<wire::CountWorkflowExecutionsRequest, wire::CountWorkflowExecutionsResponse>(
      connection_, timers_, &Connection::count_workflow_executions, std::move(request),
      [pending](Result<wire::CountWorkflowExecutionsResponse> response) {
        if (!response.ok()) return pending->fail(to_exception(response.error(), "count workflows", {}));
        Answer answer;
        answer.count = response->count();
        pending->set(std::move(answer));
      });
  return pending;
}

}  // namespace skald::workers
