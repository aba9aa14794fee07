#include "engine/server/descriptors.h"

#include <temporal/api/operatorservice/v1/service.pb.h>
#include <temporal/api/workflowservice/v1/service.pb.h>

#include "engine/server/methods.h"

namespace skald::server {
namespace {

// Nobody names anything of these files, but the pool must have them: without this the linker leaves them out.
[[maybe_unused]] const void* const volatile kLinked[] = {
    &descriptor_table_temporal_2fapi_2fworkflowservice_2fv1_2fservice_2eproto,
    &descriptor_table_temporal_2fapi_2foperatorservice_2fv1_2fservice_2eproto,
};

}  // namespace

std::vector<std::string> served_services() {
  return {workflow_service_methods().service, operator_service_methods().service, "grpc.health.v1.Health",
          "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"};
}

const google::protobuf::ServiceDescriptor* service_descriptor(const std::string& name) {
  return google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
}

}  // namespace skald::server
