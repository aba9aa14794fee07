#pragma once

#include <memory>

#include "engine/server/server.h"
#include "skald/engine.h"

namespace skald::workers {

/// Serves the engine to others as the options say. kInvalidArgument for an address or files that cannot be;
/// else as server::Server::start.
Result<std::unique_ptr<server::Server>> open_port(runtime::Engine& engine, const ListenOptions& options);

}  // namespace skald::workers
