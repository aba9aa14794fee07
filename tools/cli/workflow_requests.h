#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow signal`, `cancel` and `terminate`: what outsiders ask of a run.
void add_workflow_signal(Syntax workflow, Command& command);
void add_workflow_cancel(Syntax workflow, Command& command);
void add_workflow_terminate(Syntax workflow, Command& command);

}  // namespace skald::cli
