#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow signal-with-start`: signals the workflow that runs under an id, or starts it first.
void add_workflow_signal_with_start(Syntax workflow, Command& command);

}  // namespace skald::cli
