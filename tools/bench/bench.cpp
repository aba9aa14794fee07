#include "tools/bench/bench.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace skald::bench {

double Limits::value(const std::string& name) const {
  if (name == "fdatasync_p50_ms") return fdatasync_p50_ms;
  if (name == "fdatasync_p99_ms") return fdatasync_p99_ms;
  if (name == "log_appends_per_second") return log_appends_per_second;
  return 0;
}

const std::vector<Bench>& all_benches() {
  static const std::vector<Bench> benches{
      {"w1_embedded", "workflows with one activity, 1,000 in flight, on a file with 500,000 closed runs",
       run_w1_embedded},
      {"saga3_embedded", "sagas of three steps, the same way", run_saga3_embedded},
      {"latency_embedded", "start to result, one in flight", run_latency_embedded},
      {"replay", "a history of 10,000 events, sequential activities, from stored bytes", run_replay},
      {"open_runs", "memory of 100,000 runs that wait for a signal", run_open_runs},
      {"cold_start", "recovery after SIGKILL, 100,000 open runs, 10,000 timers due", run_cold_start},
      {"long_history", "what a transition and a page cost at 20,000 events", run_long_history},
      {"w1_server", "workflows with one activity through the server, 512 in flight", run_w1_server},
      {"saga3_server", "sagas of three steps, the same way", run_saga3_server},
      {"latency_server", "start to result through the server, one in flight", run_latency_server},
      {"go_server", "workflows with one activity, worker and client of the Go SDK, 512 in flight and one",
       run_go_server},
      {"idle_server", "memory of a server without work; memory and CPU with 10,000 waiting polls",
       run_idle_server},
      {"cold_server", "a server on a file with 100,000 open runs, until it answers", run_cold_server},
  };
  return benches;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::lround(last * share))];
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  statm >> pages >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::filesystem::path fresh_folder(const Context& context, const std::string& name) {
  const std::filesystem::path folder = context.folder / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

}  // namespace skald::bench
