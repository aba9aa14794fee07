#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald server start-dev`.
void add_server_dev(CLI::App& server, Command& command);

}  // namespace skald::cli
