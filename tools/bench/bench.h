#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace skald::bench {

/// A figure with what it is held against.
struct Measurement {
  std::string name;
  double value = 0;
  std::string unit;
  /// What the project wants; 0: there is no goal for this figure.
  double goal = 0;
  /// True if larger is better.
  bool larger_is_better = true;
  /// Which of the machine's limits it is compared with; empty: none.
  std::string limit;
  /// How many units of the limit the work needs at least (syncs or appends for one unit of value).
  double limit_share = 1;
};

/// What the machine can do, measured in the same run.
struct Limits {
  double fdatasync_p50_ms = 0;
  double fdatasync_p99_ms = 0;
  double log_appends_per_second = 0;
  double value(const std::string& name) const;
};

/// What a bench is given.
struct Context {
  /// On the disk that is measured; kept between runs.
  std::filesystem::path folder;
  Limits limits;
  /// Scales the length of a run down for a first look (1: as published).
  double scale = 1;
  /// The program itself: benches that kill a process start it again as a child.
  std::string program;
  /// The server benches measure Temporal's server, too (`temporal` must be on the PATH).
  bool against_temporal = false;
};

struct Bench {
  const char* name;
  const char* what;
  std::vector<Measurement> (*run)(const Context&);
};

/// All benches, in the order of the published table.
const std::vector<Bench>& all_benches();

std::vector<Measurement> run_w1_embedded(const Context& context);
std::vector<Measurement> run_saga3_embedded(const Context& context);
std::vector<Measurement> run_latency_embedded(const Context& context);
std::vector<Measurement> run_replay(const Context& context);
std::vector<Measurement> run_open_runs(const Context& context);
std::vector<Measurement> run_cold_start(const Context& context);
std::vector<Measurement> run_long_history(const Context& context);
std::vector<Measurement> run_w1_server(const Context& context);
std::vector<Measurement> run_saga3_server(const Context& context);
std::vector<Measurement> run_latency_server(const Context& context);
std::vector<Measurement> run_go_server(const Context& context);
std::vector<Measurement> run_idle_server(const Context& context);
std::vector<Measurement> run_cold_server(const Context& context);

/// Children of cold_start (makes load until it is killed) and of open_runs (prints the memory that evicted
/// runs take).
int load_child(const std::string& folder);
int evicted_child(const std::string& folder);

/// Seconds since `start`.
double seconds_since(std::chrono::steady_clock::time_point start);
/// The value below which `share` (0 to 1) of the values lie. Sorts them.
double percentile(std::vector<double>& values, double share);
/// Resident memory of this process in bytes.
double resident_bytes();
/// An empty folder of that name below the context's.
std::filesystem::path fresh_folder(const Context& context, const std::string& name);

}  // namespace skald::bench
