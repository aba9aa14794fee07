#pragma once

#include <grpcpp/generic/async_generic_service.h>

#include <string>

namespace skald::server {

/// A header that the client sent; empty if it sent none.
std::string header(const grpc::GenericCallbackServerContext& context, const char* name);

}  // namespace skald::server
