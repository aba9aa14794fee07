#include "tools/cli/replay_remote.h"

#include "tools/cli/remote_runs.h"
#include "tools/cli/target.h"

namespace skald::cli {
namespace {

constexpr std::int32_t kRunsAtOnce = 100;

void replay_one(RemoteRuns& runs, const RunName& run, const Registry& registry, ReplaySummary& summary) {
  const auto history = runs.history(run);
  if (history.ok()) return replay(*history, run.namespace_name, registry, summary);
  ++summary.runs;
  summary.not_replayed.push_back({run.workflow_id, run.run_id, 0, history.error().message, ""});
}

}  // namespace

Result<ReplaySummary> replay_remote(const TargetOptions& options, const RunName& run,
                                    const Registry& registry,
                                    const std::function<void(std::int64_t runs)>& progress) {
  auto target = Target::open(options);
  if (!target) return std::move(target).error();
  RemoteRuns runs(**target);
  ReplaySummary summary;
  if (!run.workflow_id.empty()) {
    const auto history = runs.history(run);
    if (!history.ok()) return history.error();
    replay(*history, run.namespace_name, registry, summary);
    return summary;
  }
  SKALD_TRY(runs.each(options.namespace_name, "", kRunsAtOnce, [&](const RemoteRuns::Info& info) {
    const auto& found = info.execution();
    replay_one(runs, {options.namespace_name, found.workflow_id(), found.run_id()}, registry, summary);
    progress(summary.runs);
    return true;
  }));
  return summary;
}

}  // namespace skald::cli
