#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald replay`: does the code of a library still agree with recorded histories?
void add_replay(Syntax program, Command& command);

}  // namespace skald::cli
