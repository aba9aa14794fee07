#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>

#include "tools/bench/bench.h"
#include "tools/bench/workloads.h"

/// Start to result of one-activity workflows, one at a time.
namespace skald::bench {

std::vector<Measurement> run_latency_embedded(const Context& context) {
  using Steady = std::chrono::steady_clock;
  const auto folder = fresh_folder(context, "latency");
  Engine engine{(folder / "latency.db").string()};
  Worker worker{engine, "bench"};
  worker.add_workflows<one_step>();
  worker.add_activities<weigh>();
  worker.start();
  Client client{engine};
  const auto once = [&](const std::string& id) {
    client.start<one_step>({.id = id, .task_queue = "bench"}, sample_parcel(id)).result();
  };
  for (int i = 0; i < 200; ++i) once("warm-" + std::to_string(i));
  const int count = static_cast<int>(5000 * context.scale);
  const std::uint64_t syncs_before = engine.metrics().syncs;
  std::vector<double> milliseconds;
  for (int i = 0; i < count; ++i) {
    const auto start = Steady::now();
    once("latency-" + std::to_string(i));
    milliseconds.push_back(seconds_since(start) * 1000);
  }
  const double syncs = static_cast<double>(engine.metrics().syncs - syncs_before) / count;
  worker.stop();
  const double sync = context.limits.fdatasync_p50_ms;
  return {{.name = "latency_embedded.p50",
           .value = percentile(milliseconds, 0.5),
           .unit = "ms",
           .goal = 2 * sync + 0.5,
           .larger_is_better = false,
           .limit = "fdatasync_p50_ms"},
          {.name = "latency_embedded.p99",
           .value = percentile(milliseconds, 0.99),
           .unit = "ms",
           .goal = 4 * sync + 2,
           .larger_is_better = false,
           .limit = "fdatasync_p50_ms"},
          {.name = "latency_embedded.syncs",
           .value = syncs,
           .unit = "per workflow",
           .goal = 2.02,  // derived rows of idle moments ride on a sync of their own twice a second
           .larger_is_better = false}};
}

}  // namespace skald::bench
