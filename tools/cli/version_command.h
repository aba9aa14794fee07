#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald version`.
void add_version(Syntax program, Command& command);

}  // namespace skald::cli
