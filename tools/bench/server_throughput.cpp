#include <skald/client.h>
#include <skald/connect.h>
#include <skald/worker.h>

#include <thread>

#include "tools/bench/closed_loop.h"
#include "tools/bench/server_process.h"

/// Workflows through a server in a process of its own; worker and client in this one, all on one machine.
namespace skald::bench {
namespace {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int kInFlight = 512;
constexpr double kSeconds = 20;
constexpr double kWarmUpSeconds = 2;

struct Goals {
  double per_second = 0;
  /// What one workflow of that kind needs of the log at least: rows.
  double rows = 0;
};

void add_work(Worker& worker) {
  worker.add_workflows<one_step, three_steps>();
  worker.add_activities<weigh, book, unbook, charge, refund>();
  worker.start();
}

template <auto F>
std::vector<Measurement> measure(const Context& context, const std::string& name, const Goals& goals,
                                 ServerKind kind) {
  const ServerProcess server(context, kind, fresh_folder(context, name));
  const auto connection = connect(server.address(), {.patience = 30s});
  Worker worker{connection, "bench"};
  add_work(worker);
  const Client client{connection};
  InFlight loop = closed_loop<F>(client, kInFlight, name + "-");
  loop.start();
  std::this_thread::sleep_for(std::chrono::duration<double>(kWarmUpSeconds * context.scale));
  const long before = loop.completed();
  const double cpu_before = server.cpu_seconds();
  const auto start = Steady::now();
  std::this_thread::sleep_for(std::chrono::duration<double>(kSeconds * context.scale));
  const double seconds = seconds_since(start);
  const auto completed = static_cast<double>(loop.completed() - before);
  const double cpu = server.cpu_seconds() - cpu_before;
  loop.finish();
  worker.stop();
  const bool is_ours = kind == ServerKind::kSkald;
  return {{.name = name + suffix(kind),
           .value = completed / seconds,
           .unit = "per s",
           .goal = is_ours ? goals.per_second : 0,
           .limit = "log_appends_per_second",
           .limit_share = goals.rows},
          {.name = name + ".server_cpu" + suffix(kind),
           .value = 1e6 * cpu / completed,
           .unit = "us/workflow",
           .larger_is_better = false}};
}

std::vector<Measurement> measure_latency(const Context& context, ServerKind kind) {
  const ServerProcess server(context, kind, fresh_folder(context, "latency_server"));
  const auto connection = connect(server.address(), {.patience = 30s});
  Worker worker{connection, "bench"};
  add_work(worker);
  const Client client{connection};
  const auto once = [&](const std::string& id) {
    client.start<one_step>({.id = id, .task_queue = "bench"}, sample_parcel(id)).result();
  };
  const int warm = 50;
  for (int i = 0; i < warm; ++i) once("warm-" + std::to_string(i));
  const int count = static_cast<int>((kind == ServerKind::kSkald ? 2000 : 300) * context.scale);
  std::vector<double> milliseconds;
  for (int i = 0; i < count; ++i) {
    const auto start = Steady::now();
    once("latency-" + std::to_string(i));
    milliseconds.push_back(seconds_since(start) * 1000);
  }
  worker.stop();
  const auto row = [&](const char* name, double share, double goal) {
    return Measurement{.name = std::string("latency_server.") + name + suffix(kind),
                       .value = percentile(milliseconds, share),
                       .unit = "ms",
                       .goal = kind == ServerKind::kSkald ? goal : 0,
                       .larger_is_better = false,
                       .limit = "fdatasync_p50_ms"};
  };
  return {row("p50", 0.5, 4), row("p99", 0.99, 10)};
}

/// With --against temporal the same on its server, and how many times ours is as good.
template <class Measure>
std::vector<Measurement> against(const Context& context, const Measure& measure_one) {
  std::vector<Measurement> results = measure_one(ServerKind::kSkald);
  if (!context.against_temporal) return results;
  const std::vector<Measurement> theirs = measure_one(ServerKind::kTemporal);
  const std::size_t count = results.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Measurement& ours = results[i];
    const double ratio = ours.larger_is_better ? ours.value / theirs[i].value : theirs[i].value / ours.value;
    const std::string name = ours.name;
    results.push_back(theirs[i]);
    results.push_back({.name = name + ".times_better", .value = ratio, .unit = "times"});
  }
  return results;
}

}  // namespace

std::vector<Measurement> run_w1_server(const Context& context) {
  return against(context, [&](ServerKind kind) {
    return measure<one_step>(context, "w1_server", {2'000, 4}, kind);
  });
}

std::vector<Measurement> run_saga3_server(const Context& context) {
  return against(context, [&](ServerKind kind) {
    return measure<three_steps>(context, "saga3_server", {1'000, 8}, kind);
  });
}

std::vector<Measurement> run_latency_server(const Context& context) {
  return against(context, [&](ServerKind kind) { return measure_latency(context, kind); });
}

}  // namespace skald::bench
