#pragma once

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow describe` of a run on a server.
ExitCode describe_remote(const TargetOptions& options, const RunName& run, std::size_t width);

}  // namespace skald::cli
