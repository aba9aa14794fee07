#include "engine/server/methods.h"
#include "engine/server/unary.h"

namespace skald::server {

const MethodTable& operator_service_methods() {
  static const MethodTable table{"temporal.api.operatorservice.v1.OperatorService",
                                 {
                                     absent("AddSearchAttributes", Access::kAdmin),
                                     absent("RemoveSearchAttributes", Access::kAdmin),
                                     absent("ListSearchAttributes", Access::kRead),
                                     absent("DeleteNamespace", Access::kAdmin),
                                     absent("AddOrUpdateRemoteCluster", Access::kAdmin),
                                     absent("RemoveRemoteCluster", Access::kAdmin),
                                     absent("ListClusters", Access::kAdmin),
                                     absent("GetNexusEndpoint", Access::kAdmin),
                                     absent("CreateNexusEndpoint", Access::kAdmin),
                                     absent("UpdateNexusEndpoint", Access::kAdmin),
                                     absent("DeleteNexusEndpoint", Access::kAdmin),
                                     absent("ListNexusEndpoints", Access::kAdmin),
                                 }};
  return table;
}

}  // namespace skald::server
