#include "engine/server/methods.h"
#include "engine/server/unary.h"

namespace skald::server {

const MethodTable& operator_service_methods() {
  static const MethodTable table{
      "temporal.api.operatorservice.v1.OperatorService",
      {
          unary<&service::Service::add_search_attributes>("AddSearchAttributes", Access::kAdmin),
          unary<&service::Service::remove_search_attributes>("RemoveSearchAttributes", Access::kAdmin),
          unary<&service::Service::list_search_attributes>("ListSearchAttributes", Access::kRead),
          unary<&service::Service::delete_namespace>("DeleteNamespace", Access::kAdmin),
          absent("AddOrUpdateRemoteCluster", Access::kAdmin),
          absent("RemoveRemoteCluster", Access::kAdmin),
          unary<&service::Service::list_clusters>("ListClusters", Access::kAdmin),
          absent("GetNexusEndpoint", Access::kAdmin),
          absent("CreateNexusEndpoint", Access::kAdmin),
          absent("UpdateNexusEndpoint", Access::kAdmin),
          absent("DeleteNexusEndpoint", Access::kAdmin),
          absent("ListNexusEndpoints", Access::kAdmin),
      }};
  return table;
}

}  // namespace skald::server
