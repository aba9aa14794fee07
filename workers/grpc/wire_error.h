#pragma once

#include <grpcpp/support/status.h>

#include <string>

#include "engine/base/result.h"

namespace skald::workers {

/// A status that is not OK as our error: the code by what its receiver does about it, and the first detail
/// message. `method` is the RPC's name, `target` the server's address, for texts.
Error to_error(const grpc::Status& status, const char* method, const std::string& target);

}  // namespace skald::workers
