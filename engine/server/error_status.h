#pragma once

#include <grpcpp/support/status.h>

#include "engine/base/result.h"

namespace skald::server {

/// An error as clients of Temporal's API get it: gRPC code, text, and its detail message in
/// grpc-status-details-bin. Long texts are cut, because clients limit the size of trailers.
grpc::Status to_status(const Error& error);

}  // namespace skald::server
