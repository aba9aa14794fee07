#include <malloc.h>
#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>

#include <cstdio>
#include <stdexcept>
#include <thread>

#include "tools/bench/bench.h"
#include "tools/bench/in_flight.h"
#include "tools/bench/open_workflows.h"
#include "tools/bench/workloads.h"

/// Memory of runs that wait for a signal: with their fibers in the worker's cache, and evicted from it and
/// from the engine.
namespace skald::bench {
namespace {

constexpr long kRuns = 100'000;

double settled_resident_bytes() {
  std::this_thread::sleep_for(std::chrono::milliseconds(1800));  // idle runs give back pages after a second
  ::malloc_trim(0);
  return resident_bytes();
}

double cached_bytes_per_run(const std::string& file, long count) {
  Engine engine{file};
  Worker worker{engine, "bench", {.cached_runs = 1'000'000, .cached_bytes = std::size_t{8} << 30}};
  worker.add_workflows<Waiting>();
  worker.start();
  start_waiting(engine, 0, 1000);  // what every process has: code, threads, caches of SQLite
  const double before = settled_resident_bytes();
  start_waiting(engine, 1000, count);
  const double after = settled_resident_bytes();
  worker.stop();
  return (after - before) / static_cast<double>(count);
}

}  // namespace

// A process of its own: memory that was used once and given back would blur the figure.
int evicted_child(const std::string& folder) {
  const double before = resident_bytes();
  Engine engine{folder + "/open.db", {.resident_bytes = 1u << 20}};
  std::printf("%.0f\n", settled_resident_bytes() - before);
  return 0;
}

std::vector<Measurement> run_open_runs(const Context& context) {
  const auto folder = fresh_folder(context, "open_runs");
  const long count = static_cast<long>(kRuns * context.scale);
  const double cached = cached_bytes_per_run((folder / "open.db").string(), count);
  const std::string command =
      "\"" + context.program + "\" --child evicted --folder \"" + folder.string() + "\"";
  FILE* child = ::popen(command.c_str(), "r");
  double evicted = 0;
  const bool answered = child != nullptr && std::fscanf(child, "%lf", &evicted) == 1;
  if (child != nullptr) ::pclose(child);
  if (!answered) throw std::runtime_error("the child that measures evicted runs gave no answer");
  return {
      {.name = "open_runs.cached", .value = cached, .unit = "B/run", .goal = 8192, .larger_is_better = false},
      {.name = "open_runs.evicted",
       .value = evicted / static_cast<double>(count),
       .unit = "B/run",
       .goal = 1024,
       .larger_is_better = false}};
}

}  // namespace skald::bench
