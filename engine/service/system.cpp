#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

constexpr char kServerVersion[] = "1.32.0-skald";
constexpr char kDefaultNamespaceId[] = "32049b68-7872-4094-8e63-d0dd59896a83";

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
  reply(std::move(response));
}

void Service::describe_namespace(const Caller&, const wire::DescribeNamespaceRequest& request,
                                 const Reply<wire::DescribeNamespaceResponse>& reply) {
  const std::string name = request.id() == kDefaultNamespaceId ? kDefaultNamespace : request.namespace_();
  if (Status ok = check_namespace(name); !ok.ok()) return reply(std::move(ok).error());
  wire::DescribeNamespaceResponse response;
  auto* info = response.mutable_namespace_info();
  info->set_name(kDefaultNamespace);
  info->set_id(kDefaultNamespaceId);
  info->set_state(temporal::api::enums::v1::NAMESPACE_STATE_REGISTERED);
  info->mutable_limits()->set_blob_size_limit_error(
      static_cast<std::int64_t>(engine_.options().limits.blob_bytes));
  info->mutable_limits()->set_memo_size_limit_error(
      static_cast<std::int64_t>(engine_.options().limits.memo_bytes));
  reply(std::move(response));
}

}  // namespace skald::service
