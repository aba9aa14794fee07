#include <temporal/api/common/v1/message.pb.h>

#include <utility>

#include "engine/service/execution_info.h"
#include "engine/service/list_query.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

constexpr std::int32_t kLargestPage = 1000;

// Makes list and count show everything that happened before the call, then reads on a loader's thread.
template <class Response>
void read_visibility(runtime::Engine& engine, Reply<Response> reply,
                     std::function<Result<Response>(store::Reader&)> read) {
  engine.flush_visibility([&engine, reply = std::move(reply), read = std::move(read)] {
    engine.loader().post([reply, read](store::Reader& reader) { reply(read(reader)); });
  });
}

}  // namespace

void Service::list_workflow_executions(const Caller&, const wire::ListWorkflowExecutionsRequest& request,
                                       Reply<wire::ListWorkflowExecutionsResponse> reply) {
  if (Status ok = check_namespace(request.namespace_()); !ok.ok()) return reply(std::move(ok).error());
  Result<store::ListFilter> filter = parse_list_query(request.namespace_(), request.query());
  if (!filter.ok()) return reply(std::move(filter).error());
  const std::int32_t asked = request.page_size();
  const auto page_size = static_cast<std::size_t>(asked <= 0 || asked > kLargestPage ? kLargestPage : asked);
  read_visibility<wire::ListWorkflowExecutionsResponse>(
      engine_, std::move(reply),
      [filter = std::move(*filter), page_size, token = request.next_page_token()](
          store::Reader& reader) -> Result<wire::ListWorkflowExecutionsResponse> {
        auto page = reader.list(filter, page_size, token);
        if (!page.ok()) return std::move(page).error();
        wire::ListWorkflowExecutionsResponse response;
        for (const store::DerivedRow& row : page->rows)
          *response.add_executions() = execution_info(row.visibility);
        response.set_next_page_token(page->next_page_token);
        return response;
      });
}

void Service::count_workflow_executions(const Caller&, const wire::CountWorkflowExecutionsRequest& request,
                                        Reply<wire::CountWorkflowExecutionsResponse> reply) {
  if (Status ok = check_namespace(request.namespace_()); !ok.ok()) return reply(std::move(ok).error());
  Result<store::ListFilter> filter = parse_list_query(request.namespace_(), request.query());
  if (!filter.ok()) return reply(std::move(filter).error());
  read_visibility<wire::CountWorkflowExecutionsResponse>(
      engine_, std::move(reply),
      [filter = std::move(*filter)](store::Reader& reader) -> Result<wire::CountWorkflowExecutionsResponse> {
        auto count = reader.count(filter);
        if (!count.ok()) return std::move(count).error();
        wire::CountWorkflowExecutionsResponse response;
        response.set_count(*count);
        return response;
      });
}

}  // namespace skald::service
