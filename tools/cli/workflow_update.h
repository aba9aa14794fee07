#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow update`: changes a running workflow through its code, and waits for the outcome.
void add_workflow_update(Syntax workflow, Command& command);

}  // namespace skald::cli
