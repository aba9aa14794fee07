#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald worker`: runs the workflows and activities of a library on a file, until Ctrl-C.
void add_worker(Syntax program, Command& command);

}  // namespace skald::cli
