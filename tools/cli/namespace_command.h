#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald namespace list|describe|create`.
void add_namespace(Syntax program, Command& command);

}  // namespace skald::cli
