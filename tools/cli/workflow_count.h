#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow count`: how many workflows a filter finds, also grouped.
void add_workflow_count(Syntax workflow, Command& command);

/// Asks the server and prints the count, and that of each group.
ExitCode count_remote(const TargetOptions& options, const std::string& query);

}  // namespace skald::cli
