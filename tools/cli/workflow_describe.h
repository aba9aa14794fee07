#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow describe`: what a run is and what it waits for.
void add_workflow_describe(Syntax workflow, Command& command);

}  // namespace skald::cli
