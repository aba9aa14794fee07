#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald task-queue describe`: who works on a queue, and how much waits there.
void add_task_queue(Syntax program, Command& command);

}  // namespace skald::cli
