#pragma once

#include <grpcpp/generic/async_generic_service.h>

#include <atomic>
#include <cstddef>
#include <string>

namespace skald::server {

bool is_health(const std::string& path);

/// Answers grpc.health.v1.Health/Check: all services serve until `is_stopping`. gRPC has such a service
/// itself, which cannot read what clients compress, because decompression is off (request_body.h).
grpc::ServerGenericBidiReactor* begin_health(const std::atomic<bool>& is_stopping, std::size_t request_bytes);

}  // namespace skald::server
