#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald server`: serves a database file over Temporal's gRPC API until it is told to stop. `skald server
/// start-dev`: the same for trying things out, with the flags of Temporal's development server.
void add_server(Syntax program, Command& command);

}  // namespace skald::cli
