#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow start`: starts a workflow; a worker may come later.
void add_workflow_start(CLI::App& workflow, Command& command);

}  // namespace skald::cli
