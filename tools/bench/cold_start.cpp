#include <signal.h>
#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <thread>

#include "tools/bench/bench.h"
#include "tools/bench/in_flight.h"
#include "tools/bench/open_workflows.h"
#include "tools/bench/workloads.h"

/// Recovery: a child is killed under load with 100,000 open runs; its timers come due while nobody runs.
namespace skald::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr long kOpen = 100'000;
constexpr long kTimers = 10'000;
constexpr int kTimerMilliseconds = 20'000;

double scale_of(const std::filesystem::path& folder) {
  double scale = 1;
  std::ifstream(folder / "scale") >> scale;
  return scale;
}

void wait_for_file(const std::filesystem::path& file, pid_t child) {
  while (!std::filesystem::exists(file)) {
    if (::waitpid(child, nullptr, WNOHANG) != 0)
      throw std::runtime_error("the child that makes load has ended");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

pid_t start_child(const Context& context, const std::filesystem::path& folder) {
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot start a child process");
  if (child == 0) {
    ::execl(context.program.c_str(), context.program.c_str(), "--child", "load", "--folder", folder.c_str(),
            nullptr);
    ::_exit(127);
  }
  return child;
}

// When the engine, without workers, has nothing more to write: every timer that was due has fired durably.
double last_row_durable(const Engine& engine, Steady::time_point start) {
  double last = seconds_since(start);
  std::uint64_t rows = engine.metrics().log_rows;
  while (seconds_since(start) - last < 0.5) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (const std::uint64_t now = engine.metrics().log_rows; now != rows) {
      rows = now;
      last = seconds_since(start);
    }
  }
  return last;
}

}  // namespace

int load_child(const std::string& folder_name) {
  const std::filesystem::path folder = folder_name;
  const double scale = scale_of(folder);
  Engine engine{(folder / "cold.db").string()};
  Worker worker{engine, "bench", {.cached_runs = 1000}};
  worker.add_workflows<Waiting>();
  worker.add_workflows<sleeper, one_step>();
  worker.add_activities<weigh>();
  worker.start();
  start_waiting(engine, 0, static_cast<long>(kOpen * scale));
  start_sleepers(engine, static_cast<long>(kTimers * scale), kTimerMilliseconds);
  Client client{engine};
  InFlight load(200, [&](long number, std::function<void()> done) {
    const std::string id = "load-" + std::to_string(number);
    client.start_async<one_step>({.id = id, .task_queue = "bench"}, sample_parcel(id))
        .on_ready([done](const auto& started) {
          started.get().result_async().on_ready([done](const auto& result) {
            result.get();
            done();
          });
        });
  });
  load.start();
  std::this_thread::sleep_for(std::chrono::seconds(1));
  std::ofstream(folder / "ready") << "ready\n";
  std::this_thread::sleep_for(std::chrono::minutes(2));
  return 1;  // should have been killed
}

std::vector<Measurement> run_cold_start(const Context& context) {
  const auto folder = fresh_folder(context, "cold_start");
  std::ofstream(folder / "scale") << context.scale << '\n';
  const pid_t child = start_child(context, folder);
  wait_for_file(folder / "ready", child);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(kTimerMilliseconds));

  const auto timers = static_cast<std::uint64_t>(static_cast<double>(kTimers) * context.scale);
  const auto start = Steady::now();
  Engine engine{(folder / "cold.db").string()};
  Client client{engine};
  client.handle("open-0").describe();
  const double first_answer = seconds_since(start);
  const double timers_durable = last_row_durable(engine, start);
  if (engine.metrics().log_rows < timers) throw std::runtime_error("timers that were due did not fire");
  return {{.name = "cold_start.first_answer",
           .value = first_answer,
           .unit = "s",
           .goal = 3,
           .larger_is_better = false},
          {.name = "cold_start.timers_durable",
           .value = timers_durable,
           .unit = "s",
           .goal = 3,
           .larger_is_better = false}};
}

}  // namespace skald::bench
