#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstddef>
#include <string>

#include "engine/server/health_watch.h"

/// The messages of grpc.health.v1, which no package brings in generated form: well-known types that are the
/// same bytes on the wire stand for them.
namespace skald::server {

/// Reads a HealthCheckRequest.
grpc::Status read_health_request(const grpc::ByteBuffer& body, std::size_t limit, std::string& service);
/// A HealthCheckResponse.
grpc::Status write_health(Serving status, grpc::ByteBuffer& body);
/// A HealthListResponse: this status for every service.
grpc::Status write_health_list(Serving status, grpc::ByteBuffer& body);

/// Empty stands for the server as a whole.
bool has_health(const std::string& service);

}  // namespace skald::server
