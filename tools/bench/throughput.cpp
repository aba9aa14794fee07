#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>

#include <thread>

#include "tools/bench/closed_loop.h"
#include "tools/bench/closed_runs.h"

/// Workflows per second, closed loop: 1,000 in flight, on a file that holds 500,000 closed runs already; the
/// time ends when all derived rows are written.
namespace skald::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int kInFlight = 1000;
constexpr long kClosedRuns = 500'000;
constexpr double kSeconds = 20;

void work(Engine& engine, Worker& worker) {
  worker.add_workflows<one_step, three_steps>();
  worker.add_activities<weigh, book, unbook, charge, refund>();
  worker.start();
  static_cast<void>(engine);
}

struct Sample {
  double seconds = 0;
  double resident = 0;
};

// Growth of resident memory in bytes per completed workflow over the second half of the run.
double slope(const std::vector<Sample>& samples, double per_second) {
  if (samples.size() < 4) return 0;
  const Sample& middle = samples[samples.size() / 2];
  const Sample& last = samples.back();
  return (last.resident - middle.resident) / ((last.seconds - middle.seconds) * per_second);
}

double bytes_on_disk(const std::filesystem::path& file) {
  return static_cast<double>(std::filesystem::file_size(file));
}

template <auto F>
std::vector<Measurement> measure(const Context& context, const std::string& name, double goal) {
  const auto file = file_with_closed_runs(context, static_cast<long>(kClosedRuns * context.scale));
  const double bytes_before = bytes_on_disk(file);
  double rate = 0;
  double syncs = 0;
  long completed = 0;
  std::vector<Sample> samples;
  {
    Engine engine{file.string()};
    Worker worker{engine, "bench"};
    work(engine, worker);
    Client client{engine};
    const std::string prefix = name + "-" + std::to_string(Steady::now().time_since_epoch().count()) + "-";
    InFlight loop = closed_loop<F>(client, kInFlight, prefix);
    const auto start = Steady::now();
    loop.start();
    while (seconds_since(start) < kSeconds * context.scale) {
      std::this_thread::sleep_for(std::chrono::milliseconds(250));
      samples.push_back({seconds_since(start), resident_bytes()});
    }
    loop.finish();
    engine.flush();
    const double seconds = seconds_since(start);
    completed = loop.completed();
    rate = static_cast<double>(completed) / seconds;
    syncs = static_cast<double>(engine.metrics().syncs) / seconds;
    worker.stop();
  }
  const double bytes = (bytes_on_disk(file) - bytes_before) / static_cast<double>(completed);
  std::filesystem::remove(file);
  return {{.name = name,
           .value = rate,
           .unit = "per s",
           .goal = goal,
           .limit = "log_appends_per_second",
           .limit_share = name == "w1_embedded" ? 4.0 : 8.0},
          {.name = name + ".syncs", .value = syncs, .unit = "per s"},
          {.name = name + ".bytes_per_workflow", .value = bytes, .unit = "B", .larger_is_better = false},
          {.name = name + ".rss_slope",
           .value = slope(samples, rate),
           .unit = "B/workflow",
           .larger_is_better = false}};
}

}  // namespace

std::vector<Measurement> run_w1_embedded(const Context& context) {
  return measure<one_step>(context, "w1_embedded", 10'000);
}

std::vector<Measurement> run_saga3_embedded(const Context& context) {
  return measure<three_steps>(context, "saga3_embedded", 5'000);
}

}  // namespace skald::bench
