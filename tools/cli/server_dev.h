#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald server start-dev`.
void add_server_dev(Syntax server, Command& command);

}  // namespace skald::cli
