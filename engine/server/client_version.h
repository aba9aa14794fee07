#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/service/caller.h"

namespace skald::server {

/// Refuses clients whose name is known and whose version is not supported, and clients that do not support
/// this server, as Temporal's server does.
///
/// @param supported_servers what the client supports: ">=1.0.0 <2.0.0"; empty: anything.
Status check_client_version(const service::Caller& caller, const std::string& supported_servers);

}  // namespace skald::server
