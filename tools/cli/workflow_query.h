#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow query`: asks a workflow's code something, open or ended.
void add_workflow_query(Syntax workflow, Command& command);

}  // namespace skald::cli
