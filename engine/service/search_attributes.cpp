#include <utility>

#include "engine/api/search_attribute_value.h"
#include "engine/core/refusal.h"
#include "engine/core/search_attribute_types.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

using internal::v1::NamespaceRecord;
using runtime::Namespaces;
namespace enums = temporal::api::enums::v1;

// Of one namespace and type. The real server has columns for three (its dev server) or no limit.
constexpr std::ptrdiff_t kMostOfOneType = 100;

Status check_named(const std::string& name) {
  if (!name.empty()) return {};
  return core::invalid_argument("Namespace is not set on request.");
}

bool is_of_every_namespace(const std::string& name) {
  return core::system_attributes().count(name) != 0 || core::predefined_attributes().count(name) != 0;
}

Status check_may_add(const NamespaceRecord& record) {
  std::map<int, std::ptrdiff_t> of_type;
  for (const auto& [name, type] : record.search_attributes()) {
    const bool is_type =
        type > enums::INDEXED_VALUE_TYPE_UNSPECIFIED && enums::IndexedValueType_IsValid(type);
    const std::ptrdiff_t most = is_type ? kMostOfOneType : 0;
    if (++of_type[type] <= most) continue;
    return core::invalid_argument("Unable to create search attributes: cannot have more than " +
                                  std::to_string(most) + " search attribute of type " +
                                  std::string(api::attribute_type_name(type)) + ".");
  }
  return {};
}

Result<NamespaceRecord> with_added(const operator_wire::AddSearchAttributesRequest& request,
                                   const Namespaces& namespaces) {
  const auto found = namespaces.find(request.namespace_());
  if (found == nullptr) return namespace_not_found(request.namespace_());
  NamespaceRecord record = found->record;
  // One that is there stays as it is, whatever type is asked for now.
  // One without a name is never seen again.
  for (const auto& [name, type] : request.search_attributes()) {
    if (!name.empty()) record.mutable_search_attributes()->insert({name, type});
  }
  SKALD_TRY(check_may_add(record));
  return record;
}

Result<NamespaceRecord> with_removed(const operator_wire::RemoveSearchAttributesRequest& request,
                                     const Namespaces& namespaces) {
  const auto found = namespaces.find(request.namespace_());
  if (found == nullptr) return namespace_not_found(request.namespace_());
  NamespaceRecord record = found->record;
  for (const std::string& name : request.search_attributes()) record.mutable_search_attributes()->erase(name);
  return record;
}

}  // namespace

void Service::get_search_attributes(const Caller&, const wire::GetSearchAttributesRequest&,
                                    const Reply<wire::GetSearchAttributesResponse>& reply) {
  wire::GetSearchAttributesResponse response;
  auto& keys = *response.mutable_keys();
  for (const auto& [name, type] : core::system_attributes()) keys[name] = type;
  for (const auto& [name, type] : core::predefined_attributes()) keys[name] = type;
  for (const auto& each : engine_.namespaces().all()) {
    for (const auto& [name, type] : each->search_attributes->custom()) keys[name] = type;
  }
  reply(std::move(response));
}

void Service::list_search_attributes(const Caller&, const operator_wire::ListSearchAttributesRequest& request,
                                     const Reply<operator_wire::ListSearchAttributesResponse>& reply) {
  if (Status ok = check_named(request.namespace_()); !ok.ok()) return reply(std::move(ok).error());
  const auto types = engine_.namespaces().search_attributes(request.namespace_());
  if (types == nullptr) return reply(namespace_not_found(request.namespace_()));
  operator_wire::ListSearchAttributesResponse response;
  for (const auto& [name, type] : types->custom()) (*response.mutable_custom_attributes())[name] = type;
  auto& system = *response.mutable_system_attributes();
  for (const auto& [name, type] : core::system_attributes()) system[name] = type;
  for (const auto& [name, type] : core::predefined_attributes()) system[name] = type;
  reply(std::move(response));
}

void Service::add_search_attributes(const Caller&, operator_wire::AddSearchAttributesRequest request,
                                    Reply<operator_wire::AddSearchAttributesResponse> reply) {
  if (request.search_attributes().empty()) {
    return reply(core::invalid_argument("SearchAttributes are not set on request."));
  }
  if (Status ok = check_named(request.namespace_()); !ok.ok()) return reply(std::move(ok).error());
  for (const auto& [name, type] : request.search_attributes()) {
    if (!is_of_every_namespace(name) && name.rfind("Temporal", 0) != 0) continue;
    return reply(core::invalid_argument("Search attribute " + name + " is reserved by system."));
  }
  if (Status ok = check_disk(engine_); !ok.ok()) return reply(std::move(ok).error());
  engine_.namespaces().change([request = std::move(request)](
                                  const Namespaces& namespaces) { return with_added(request, namespaces); },
                              [reply = std::move(reply)](Result<Namespaces::Pointer> made) {
                                if (!made.ok()) return reply(std::move(made).error());
                                reply(operator_wire::AddSearchAttributesResponse());
                              });
}

void Service::remove_search_attributes(const Caller&, operator_wire::RemoveSearchAttributesRequest request,
                                       Reply<operator_wire::RemoveSearchAttributesResponse> reply) {
  if (request.search_attributes().empty()) {
    return reply(core::invalid_argument("SearchAttributes are not set on request."));
  }
  if (Status ok = check_named(request.namespace_()); !ok.ok()) return reply(std::move(ok).error());
  for (const std::string& name : request.search_attributes()) {
    if (!is_of_every_namespace(name)) continue;
    return reply(core::invalid_argument("Unable to remove non-custom search attributes: " + name + "."));
  }
  if (Status ok = check_disk(engine_); !ok.ok()) return reply(std::move(ok).error());
  engine_.namespaces().change([request = std::move(request)](
                                  const Namespaces& namespaces) { return with_removed(request, namespaces); },
                              [reply = std::move(reply)](Result<Namespaces::Pointer> made) {
                                if (!made.ok()) return reply(std::move(made).error());
                                reply(operator_wire::RemoveSearchAttributesResponse());
                              });
}

}  // namespace skald::service
