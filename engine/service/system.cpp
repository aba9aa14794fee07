#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

constexpr char kServerVersion[] = "1.32.0-skald";
constexpr char kClusterId[] = "5b2c6f0e-7a91-4d3c-9e58-1f4a7c20d6b3";
constexpr char kClusterName[] = "active";
constexpr char kStoreName[] = "sqlite";

}  // namespace

void Service::get_system_info(const Caller&, const wire::GetSystemInfoRequest&,
                              const Reply<wire::GetSystemInfoResponse>& reply) {
  wire::GetSystemInfoResponse response;
  response.set_server_version(kServerVersion);
  auto* capabilities = response.mutable_capabilities();
  capabilities->set_internal_error_differentiation(true);
  capabilities->set_activity_failure_include_heartbeat(true);
  capabilities->set_encoded_failure_attributes(true);
  capabilities->set_upsert_memo(true);
  capabilities->set_sdk_metadata(true);
  capabilities->set_eager_workflow_start(true);
  capabilities->set_count_group_by_execution_status(true);
  capabilities->set_build_id_based_versioning(true);
  reply(std::move(response));
}

void Service::get_cluster_info(const Caller&, const wire::GetClusterInfoRequest&,
                               const Reply<wire::GetClusterInfoResponse>& reply) {
  wire::GetClusterInfoResponse response;
  auto& clients = *response.mutable_supported_clients();
  for (const char* client : {"temporal-cli", "temporal-go", "temporal-java", "temporal-php",
                             "temporal-server", "temporal-typescript"}) {
    clients[client] = "<2.0.0";
  }
  clients["temporal-ui"] = "<3.0.0";
  response.set_server_version(kServerVersion);
  response.set_cluster_id(kClusterId);
  response.set_cluster_name(kClusterName);
  response.set_history_shard_count(1);
  response.set_persistence_store(kStoreName);
  response.set_visibility_store(kStoreName);
  reply(std::move(response));
}

void Service::list_clusters(const Caller&, const operator_wire::ListClustersRequest&,
                            const Reply<operator_wire::ListClustersResponse>& reply) {
  operator_wire::ListClustersResponse response;
  auto& cluster = *response.add_clusters();
  cluster.set_cluster_name(kClusterName);
  cluster.set_cluster_id(kClusterId);
  cluster.set_history_shard_count(1);
  cluster.set_is_connection_enabled(true);
  reply(std::move(response));
}

}  // namespace skald::service
