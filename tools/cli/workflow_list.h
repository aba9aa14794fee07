#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow list`: the runs of a file, newest first.
void add_workflow_list(Syntax workflow, Command& command);

}  // namespace skald::cli
