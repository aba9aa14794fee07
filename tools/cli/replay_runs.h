#pragma once

#include <temporal/api/history/v1/message.pb.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "skald/registry.h"
#include "tools/cli/offline_view.h"

namespace skald::cli {

/// A history that the code does not agree with, or that could not be replayed.
struct ReplayProblem {
  std::string workflow_id;
  std::string run_id;
  std::int64_t event_id = 0;  ///< 0: it was not replayed
  std::string summary;
  std::string report;  ///< for people; empty if it was not replayed
};

struct ReplaySummary {
  std::int64_t runs = 0;
  std::int64_t events = 0;
  std::vector<ReplayProblem> diverged;
  std::vector<ReplayProblem> not_replayed;
  bool agrees() const { return diverged.empty() && not_replayed.empty(); }
};

/// Runs the registered code over one history and adds what came of it.
void replay(const temporal::api::history::v1::History& history, const std::string& namespace_name,
            const Registry& registry, ReplaySummary& summary);

/// Replays runs of a file on several threads. `produce` is called once, on the caller's thread, and gives
/// each run to the function that it gets; `progress` is told now and then, on the caller's thread, how many
/// runs are through.
Result<ReplaySummary> replay_stored(
    const std::string& file, const Registry& registry,
    const std::function<Status(const std::function<void(const StoredRun&)>&)>& produce,
    const std::function<void(std::int64_t runs)>& progress);

}  // namespace skald::cli
