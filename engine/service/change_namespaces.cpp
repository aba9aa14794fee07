#include <temporal/api/errordetails/v1/message.pb.h>

#include <utility>

#include "engine/api/time.h"
#include "engine/base/ids.h"
#include "engine/core/refusal.h"
#include "engine/service/namespace_info.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

using internal::v1::NamespaceRecord;
using runtime::Namespaces;
namespace enums = temporal::api::enums::v1;

constexpr Duration kShortestRetention = std::chrono::hours(1);
constexpr char kCluster[] = "active";
constexpr char kSystemNamespace[] = "temporal-system";
constexpr std::size_t kDeletedSuffix = 5;

Status check_retention(const google::protobuf::Duration& retention) {
  if (api::to_duration(retention) >= kShortestRetention) return {};
  return core::invalid_argument("A valid retention period is not set on request.");
}

Status check_cluster(const std::string& name) {
  if (name.empty() || name == kCluster) return {};
  return core::invalid_argument("Invalid cluster name: " + name);
}

Error already_exists(const std::string& name) {
  google::protobuf::Any any;
  any.PackFrom(temporal::api::errordetails::v1::NamespaceAlreadyExistsFailure());
  return {Code::kAlreadyExists, "Namespace \"" + name + "\" already exists", any.SerializeAsString()};
}

Status check_registration(const wire::RegisterNamespaceRequest& request, const core::Limits& limits) {
  SKALD_TRY(check_namespace_is_named(request.namespace_()));
  if (request.namespace_().size() > limits.id_bytes) {
    return core::invalid_argument("Namespace length exceeds limit.");
  }
  SKALD_TRY(check_retention(request.workflow_execution_retention_period()));
  if (request.is_global_namespace()) {
    return core::invalid_argument("Cannot register global namespace when not enabled");
  }
  SKALD_TRY(check_cluster(request.active_cluster_name()));
  for (const auto& cluster : request.clusters()) SKALD_TRY(check_cluster(cluster.cluster_name()));
  return {};
}

// Runs of a namespace that is being deleted stand under its name until they are gone.
Status check_name_is_free(const Namespaces& namespaces, const std::string& name) {
  if (name == kSystemNamespace) return already_exists(name);
  for (const auto& each : namespaces.all()) {
    if (each->name() == name) return already_exists(name);
    if (each->record.former_name() != name) continue;
    return Error{
        Code::kUnavailable, "Namespace " + name + " is still being deleted; try again in a moment.", {}};
  }
  return {};
}

NamespaceRecord registered(const wire::RegisterNamespaceRequest& request) {
  NamespaceRecord record;
  auto& info = *record.mutable_info();
  info.set_name(request.namespace_());
  info.set_id(random_uuid());
  info.set_state(enums::NAMESPACE_STATE_REGISTERED);
  info.set_description(request.description());
  info.set_owner_email(request.owner_email());
  *info.mutable_data() = request.data();
  *record.mutable_config()->mutable_workflow_execution_retention_ttl() =
      request.workflow_execution_retention_period();
  return record;
}

void update_info(const temporal::api::namespace_::v1::UpdateNamespaceInfo& wanted,
                 temporal::api::namespace_::v1::NamespaceInfo& info) {
  if (!wanted.description().empty()) info.set_description(wanted.description());
  if (!wanted.owner_email().empty()) info.set_owner_email(wanted.owner_email());
  for (const auto& [key, value] : wanted.data()) (*info.mutable_data())[key] = value;
  // Deleting is a request of its own: it has work to do.
  if (wanted.state() == enums::NAMESPACE_STATE_DEPRECATED) info.set_state(wanted.state());
}

Status update_config(const temporal::api::namespace_::v1::NamespaceConfig& wanted, Time now,
                     temporal::api::namespace_::v1::NamespaceConfig& config) {
  if (wanted.has_workflow_execution_retention_ttl()) {
    SKALD_TRY(check_retention(wanted.workflow_execution_retention_ttl()));
    *config.mutable_workflow_execution_retention_ttl() = wanted.workflow_execution_retention_ttl();
  }
  for (const auto& [checksum, binary] : wanted.bad_binaries().binaries()) {
    auto& kept = (*config.mutable_bad_binaries()->mutable_binaries())[checksum];
    kept = binary;
    *kept.mutable_create_time() = api::to_timestamp(now);
  }
  for (const auto& [field, alias] : wanted.custom_search_attribute_aliases()) {
    (*config.mutable_custom_search_attribute_aliases())[field] = alias;
  }
  return {};
}

Status check_update(const wire::UpdateNamespaceRequest& request) {
  SKALD_TRY(check_namespace_is_named(request.namespace_()));
  if (request.promote_namespace()) {
    return core::invalid_argument(
        "global namespace is not enabled on this cluster, cannot update global namespace or promote local "
        "namespace: " +
        request.namespace_());
  }
  return check_cluster(request.replication_config().active_cluster_name());
}

Result<NamespaceRecord> updated(const wire::UpdateNamespaceRequest& request, const Namespaces& namespaces,
                                Time now) {
  const auto found = namespaces.find(request.namespace_());
  if (found == nullptr) return namespace_not_found(request.namespace_());
  NamespaceRecord record = found->record;
  if (request.has_update_info()) update_info(request.update_info(), *record.mutable_info());
  if (request.has_config()) SKALD_TRY(update_config(request.config(), now, *record.mutable_config()));
  if (const std::string& bad = request.delete_bad_binary(); !bad.empty()) {
    auto& binaries = *record.mutable_config()->mutable_bad_binaries()->mutable_binaries();
    if (binaries.erase(bad) == 0) {
      return core::invalid_argument("Bad binary checksum " + bad + " doesn't exists.");
    }
  }
  return record;
}

Result<NamespaceRecord> deleted(const operator_wire::DeleteNamespaceRequest& request,
                                const Namespaces& namespaces) {
  const std::string& wanted = request.namespace_().empty() ? request.namespace_id() : request.namespace_();
  const auto found = request.namespace_().empty() ? namespaces.find_id(request.namespace_id())
                                                  : namespaces.find(request.namespace_());
  if (wanted == kSystemNamespace || (found != nullptr && found->name() == kDefaultNamespace)) {
    return Error{Code::kFailedPrecondition, "unable to delete system namespace", {}};
  }
  if (found == nullptr) return namespace_not_found(wanted);
  NamespaceRecord record = found->record;
  record.set_former_name(found->name());
  record.mutable_info()->set_name(found->name() + "-deleted-" + record.info().id().substr(0, kDeletedSuffix));
  record.mutable_info()->set_state(enums::NAMESPACE_STATE_DELETED);
  return record;
}

}  // namespace

void Service::register_namespace(const Caller&, wire::RegisterNamespaceRequest request,
                                 Reply<wire::RegisterNamespaceResponse> reply) {
  if (Status ok = check_registration(request, engine_.options().limits); !ok.ok()) {
    return reply(std::move(ok).error());
  }
  if (Status ok = check_disk(engine_); !ok.ok()) return reply(std::move(ok).error());
  engine_.namespaces().change(
      [request = std::move(request)](const Namespaces& namespaces) -> Result<NamespaceRecord> {
        SKALD_TRY(check_name_is_free(namespaces, request.namespace_()));
        return registered(request);
      },
      [reply = std::move(reply)](Result<Namespaces::Pointer> made) {
        if (!made.ok()) return reply(std::move(made).error());
        reply(wire::RegisterNamespaceResponse());
      });
}

void Service::update_namespace(const Caller&, wire::UpdateNamespaceRequest request,
                               Reply<wire::UpdateNamespaceResponse> reply) {
  if (Status ok = check_update(request); !ok.ok()) return reply(std::move(ok).error());
  if (Status ok = check_disk(engine_); !ok.ok()) return reply(std::move(ok).error());
  engine_.namespaces().change(
      [request = std::move(request), now = engine_.options().clock->now()](const Namespaces& namespaces) {
        return updated(request, namespaces, now);
      },
      [reply = std::move(reply), &limits = engine_.options().limits](Result<Namespaces::Pointer> made) {
        if (!made.ok()) return reply(std::move(made).error());
        wire::DescribeNamespaceResponse described = describe(**made, limits);
        wire::UpdateNamespaceResponse response;
        response.mutable_namespace_info()->Swap(described.mutable_namespace_info());
        response.mutable_config()->Swap(described.mutable_config());
        response.mutable_replication_config()->Swap(described.mutable_replication_config());
        reply(std::move(response));
      });
}

void Service::delete_namespace(const Caller&, const operator_wire::DeleteNamespaceRequest& request,
                               Reply<operator_wire::DeleteNamespaceResponse> reply) {
  if (!request.namespace_().empty() && !request.namespace_id().empty()) {
    return reply(core::invalid_argument("Only one of namespace name or Id should be set on request."));
  }
  if (request.namespace_id().empty()) {
    if (Status ok = check_namespace_is_named(request.namespace_()); !ok.ok()) {
      return reply(std::move(ok).error());
    }
  }
  if (Status ok = check_disk(engine_); !ok.ok()) return reply(std::move(ok).error());
  engine_.namespaces().change(
      [request](const Namespaces& namespaces) { return deleted(request, namespaces); },
      [&engine = engine_, reply = std::move(reply)](Result<Namespaces::Pointer> made) {
        if (!made.ok()) return reply(std::move(made).error());
        engine.reaper().look_soon();
        operator_wire::DeleteNamespaceResponse response;
        response.set_deleted_namespace((*made)->name());
        reply(std::move(response));
      });
}

}  // namespace skald::service
