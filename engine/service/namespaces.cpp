#include <temporal/api/replication/v1/message.pb.h>

#include <utility>

#include "engine/core/refusal.h"
#include "engine/service/namespace_info.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

namespace enums = temporal::api::enums::v1;

constexpr char kCluster[] = "active";
constexpr std::int32_t kLargestPage = 1000;

runtime::Namespaces::Pointer find(const runtime::Namespaces& namespaces, const std::string& name,
                                  const std::string& id) {
  return name.empty() ? namespaces.find_id(id) : namespaces.find(name);
}

}  // namespace

wire::DescribeNamespaceResponse describe(const runtime::Namespace& found, const core::Limits& limits) {
  wire::DescribeNamespaceResponse response;
  auto& info = *response.mutable_namespace_info();
  info = found.record.info();
  auto& capabilities = *info.mutable_capabilities();
  capabilities.set_eager_workflow_start(true);
  capabilities.set_sync_update(true);
  capabilities.set_async_update(true);
  capabilities.set_reported_problems_search_attribute(true);
  info.mutable_limits()->set_blob_size_limit_error(static_cast<std::int64_t>(limits.blob_bytes));
  info.mutable_limits()->set_memo_size_limit_error(static_cast<std::int64_t>(limits.memo_bytes));
  auto& config = *response.mutable_config();
  config = found.record.config();
  config.mutable_bad_binaries();
  config.set_history_archival_state(enums::ARCHIVAL_STATE_DISABLED);
  config.set_visibility_archival_state(enums::ARCHIVAL_STATE_DISABLED);
  response.mutable_replication_config()->set_active_cluster_name(kCluster);
  response.mutable_replication_config()->add_clusters()->set_cluster_name(kCluster);
  if (found.name() != kDefaultNamespace) {
    response.mutable_replication_config()->set_state(enums::REPLICATION_STATE_NORMAL);
  }
  return response;
}

Status check_namespace_is_named(const std::string& name) {
  if (!name.empty()) return {};
  return Error{Code::kInvalidArgument, "Namespace not set on request.", {}};
}

void Service::describe_namespace(const Caller&, const wire::DescribeNamespaceRequest& request,
                                 const Reply<wire::DescribeNamespaceResponse>& reply) {
  const std::string& name = request.namespace_();
  const std::string& id = request.id();
  if (id.empty()) {
    if (Status ok = check_namespace_is_named(name); !ok.ok()) return reply(std::move(ok).error());
  }
  const auto found = find(engine_.namespaces(), name, id);
  if (found == nullptr && name.size() > engine_.options().limits.id_bytes)
    return reply(core::invalid_argument("Namespace length exceeds limit."));
  if (found == nullptr) return reply(namespace_not_found(name.empty() ? id : name));
  reply(describe(*found, engine_.options().limits));
}

void Service::list_namespaces(const Caller&, const wire::ListNamespacesRequest& request,
                              const Reply<wire::ListNamespacesResponse>& reply) {
  const bool with_deleted = request.namespace_filter().include_deleted();
  const std::int32_t asked = request.page_size();
  const std::int32_t most = asked <= 0 || asked > kLargestPage ? kLargestPage : asked;
  wire::ListNamespacesResponse response;
  for (const auto& each : engine_.namespaces().all()) {
    if (each->is_deleted() && !with_deleted) continue;
    // The token is the last name of the page before.
    if (!request.next_page_token().empty() && each->name() <= request.next_page_token()) continue;
    if (response.namespaces_size() == most) {
      response.set_next_page_token(response.namespaces(most - 1).namespace_info().name());
      break;
    }
    *response.add_namespaces() = describe(*each, engine_.options().limits);
  }
  reply(std::move(response));
}

}  // namespace skald::service
