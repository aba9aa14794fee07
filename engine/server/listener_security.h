#pragma once

#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/server/options.h"

namespace skald::server {

/// True for addresses that only this machine can reach.
bool is_loopback(const std::string& ip);

/// How connections are secured. kInvalidArgument if the files of TLS cannot be used; kFailedPrecondition if
/// others could connect and neither TLS nor `insecure` is given.
Result<std::shared_ptr<grpc::ServerCredentials>> listener_credentials(const Options& options);

}  // namespace skald::server
