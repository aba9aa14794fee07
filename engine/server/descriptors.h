#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace skald::server {

/// Full names of the gRPC services that a server has.
std::vector<std::string> served_services();

/// The published definition of a service; null if there is none of this name.
const google::protobuf::ServiceDescriptor* service_descriptor(const std::string& name);

}  // namespace skald::server
