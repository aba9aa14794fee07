#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow result`: waits for a workflow's end and prints what came of it.
void add_workflow_result(Syntax workflow, Command& command);

}  // namespace skald::cli
