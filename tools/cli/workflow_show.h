#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow show`: one run's history, as a timeline or in Temporal's JSON form.
void add_workflow_show(Syntax workflow, Command& command);

}  // namespace skald::cli
