#pragma once

#include <cstdint>
#include <functional>

#include "tools/cli/replay_runs.h"
#include "tools/cli/target_options.h"

namespace skald::cli {

/// Fetches runs from a server and replays them, one after the other: this one, or all of the namespace if
/// `run` has no workflow id. `progress` is told after each how many are through.
Result<ReplaySummary> replay_remote(const TargetOptions& options, const RunName& run,
                                    const Registry& registry,
                                    const std::function<void(std::int64_t runs)>& progress);

}  // namespace skald::cli
