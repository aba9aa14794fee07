#include <temporal/api/common/v1/message.pb.h>

#include <utility>

#include "engine/api/search_attribute_value.h"
#include "engine/api/time.h"
#include "engine/service/execution_info.h"
#include "engine/service/filter_values.h"
#include "engine/service/list_query.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"
#include "engine/store/search_values.h"

namespace skald::service {
namespace {

constexpr std::int32_t kLargestPage = 1000;

// Makes list and count show everything that happened before the call, then reads on a loader's thread.
template <class Response>
void read_visibility(runtime::Engine& engine, Reply<Response> reply,
                     std::function<Result<Response>(store::Reader&)> read) {
  engine.flush_visibility([&engine, reply = std::move(reply), read = std::move(read)] {
    engine.lists().post([reply, read](store::Reader& reader) { reply(read(reader)); });
  });
}

Result<ListQuery> query_of(const runtime::Engine& engine, const std::string& namespace_name,
                           const std::string& query) {
  SKALD_TRY(check_namespace(engine, namespace_name));
  const auto types = engine.namespaces().search_attributes(namespace_name);
  if (types == nullptr) return namespace_not_found(namespace_name);
  return parse_list_query(namespace_name, query, *types);
}

using Types = std::shared_ptr<const core::SearchAttributeTypes>;

template <class Response>
Result<Response> read_page(store::Reader& reader, const Types& types, const store::ListFilter& filter,
                           std::int32_t asked, const std::string& token) {
  const auto page_size = static_cast<std::size_t>(asked <= 0 || asked > kLargestPage ? kLargestPage : asked);
  auto page = reader.list(filter, page_size, token);
  if (!page.ok()) return std::move(page).error();
  Response response;
  for (const store::DerivedRow& row : page->rows) {
    auto& info = *response.add_executions();
    info = listed_info(row.visibility);
    leave_out_removed(types.get(), info);
  }
  response.set_next_page_token(page->next_page_token);
  return response;
}

// List and Scan are the same call under two names.
template <class Response, class Request>
void list(runtime::Engine& engine, const Request& request, Reply<Response> reply) {
  Result<ListQuery> query = query_of(engine, request.namespace_(), request.query());
  if (!query.ok()) return reply(std::move(query).error());
  read_visibility<Response>(
      engine, std::move(reply),
      [types = engine.namespaces().search_attributes(request.namespace_()), filter = std::move(query->filter),
       asked = request.page_size(), token = request.next_page_token()](store::Reader& reader) {
        return read_page<Response>(reader, types, filter, asked, token);
      });
}

// The two calls that came before filters. Their parts are tests.
template <class Response, class Request>
void list_by_parts(runtime::Engine& engine, const Request& request, std::vector<store::Condition> tests,
                   Reply<Response> reply) {
  if (Status ok = check_namespace(engine, request.namespace_()); !ok.ok())
    return reply(std::move(ok).error());
  const auto& times = request.start_time_filter();
  const auto nanoseconds = [](const google::protobuf::Timestamp& time) {
    return api::AttributeValue(api::to_time(time).time_since_epoch().count());
  };
  const bool has_both = times.has_earliest_time() && times.has_latest_time();
  if (has_both && nanoseconds(times.earliest_time()) > nanoseconds(times.latest_time())) {
    return reply(Error{
        Code::kInvalidArgument, "EarliestTime in StartTimeFilter should not be larger than LatestTime.", {}});
  }
  using store::Field;
  using store::Test;
  if (times.has_earliest_time()) {
    tests.push_back(test_of(Field::kStartTime, Test::kGreaterOrEqual, {nanoseconds(times.earliest_time())}));
  }
  if (times.has_latest_time()) {
    tests.push_back(test_of(Field::kStartTime, Test::kLessOrEqual, {nanoseconds(times.latest_time())}));
  }
  if (request.has_execution_filter()) {
    const auto& execution = request.execution_filter();
    tests.push_back(test_of(Field::kWorkflowId, Test::kEqual, {execution.workflow_id()}));
    if (!execution.run_id().empty()) {
      tests.push_back(test_of(Field::kRunId, Test::kEqual, {execution.run_id()}));
    }
  }
  if (request.has_type_filter()) {
    tests.push_back(test_of(Field::kWorkflowType, Test::kEqual, {request.type_filter().name()}));
  }
  tests.push_back(test_of(store::kNamespaceDivision, temporal::api::enums::v1::INDEXED_VALUE_TYPE_KEYWORD,
                          Test::kIsMissing, {}));
  read_visibility<Response>(
      engine, std::move(reply),
      [types = engine.namespaces().search_attributes(request.namespace_()),
       filter = store::ListFilter{request.namespace_(), store::all_of(std::move(tests))},
       asked = request.maximum_page_size(), token = request.next_page_token()](store::Reader& reader) {
        return read_page<Response>(reader, types, filter, asked, token);
      });
}

Result<wire::CountWorkflowExecutionsResponse> count(store::Reader& reader, const ListQuery& query) {
  wire::CountWorkflowExecutionsResponse response;
  if (!query.group) {
    auto total = reader.count(query.filter);
    if (!total.ok()) return std::move(total).error();
    response.set_count(*total);
    return response;
  }
  auto groups = reader.count_by(query.filter, *query.group);
  if (!groups.ok()) return std::move(groups).error();
  for (const store::CountOf& each : *groups) {
    const auto* text = std::get_if<std::string>(&each.value);
    auto* group = response.add_groups();
    *group->add_group_values() =
        api::keyword_payload(text != nullptr ? *text : status_name(std::get<std::int64_t>(each.value)));
    group->set_count(each.count);
    response.set_count(response.count() + each.count);
  }
  return response;
}

}  // namespace

void Service::list_workflow_executions(const Caller&, const wire::ListWorkflowExecutionsRequest& request,
                                       Reply<wire::ListWorkflowExecutionsResponse> reply) {
  list(engine_, request, std::move(reply));
}

void Service::scan_workflow_executions(const Caller&, const wire::ScanWorkflowExecutionsRequest& request,
                                       Reply<wire::ScanWorkflowExecutionsResponse> reply) {
  list(engine_, request, std::move(reply));
}

void Service::list_open_workflow_executions(const Caller&,
                                            const wire::ListOpenWorkflowExecutionsRequest& request,
                                            Reply<wire::ListOpenWorkflowExecutionsResponse> reply) {
  const std::int64_t running = temporal::api::enums::v1::WORKFLOW_EXECUTION_STATUS_RUNNING;
  list_by_parts(engine_, request, {test_of(store::Field::kStatus, store::Test::kEqual, {running})},
                std::move(reply));
}

void Service::list_closed_workflow_executions(const Caller&,
                                              const wire::ListClosedWorkflowExecutionsRequest& request,
                                              Reply<wire::ListClosedWorkflowExecutionsResponse> reply) {
  const std::int64_t running = temporal::api::enums::v1::WORKFLOW_EXECUTION_STATUS_RUNNING;
  const std::int64_t wanted = request.status_filter().status();
  if (request.has_status_filter() && (wanted == running || wanted == 0)) {
    return reply(
        Error{Code::kInvalidArgument, "StatusFilter must be specified and must be not Running.", {}});
  }
  const bool has_status = request.has_status_filter();
  list_by_parts(engine_, request,
                {test_of(store::Field::kStatus, has_status ? store::Test::kEqual : store::Test::kNotEqual,
                         {has_status ? wanted : running})},
                std::move(reply));
}

void Service::list_archived_workflow_executions(
    const Caller&, const wire::ListArchivedWorkflowExecutionsRequest& request,
    const Reply<wire::ListArchivedWorkflowExecutionsResponse>& reply) {
  if (Status ok = check_namespace(engine_, request.namespace_()); !ok.ok())
    return reply(std::move(ok).error());
  reply(Error{Code::kInvalidArgument, "Cluster is not configured for visibility archival.", {}});
}

void Service::count_workflow_executions(const Caller&, const wire::CountWorkflowExecutionsRequest& request,
                                        Reply<wire::CountWorkflowExecutionsResponse> reply) {
  Result<ListQuery> query = query_of(engine_, request.namespace_(), request.query());
  if (!query.ok()) return reply(std::move(query).error());
  read_visibility<wire::CountWorkflowExecutionsResponse>(
      engine_, std::move(reply),
      [query = *std::move(query)](store::Reader& reader) { return count(reader, query); });
}

}  // namespace skald::service
