#include "tools/bench/report.h"

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <thread>

namespace skald::bench {
namespace {

std::string cpu_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const std::size_t colon = line.find(':');
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

std::string number(double value) {
  char text[64];
  std::snprintf(text, sizeof text, value >= 1000 ? "%.0f" : value >= 10 ? "%.1f" : "%.3f", value);
  return text;
}

bool reaches(const Measurement& measurement) {
  return measurement.larger_is_better ? measurement.value >= measurement.goal
                                      : measurement.value <= measurement.goal;
}

}  // namespace

Machine describe_machine(const std::string& commit, const std::string& file_system) {
  Machine machine{.commit = commit,
                  .cpu = cpu_name(),
                  .cores = std::thread::hardware_concurrency(),
                  .file_system = file_system,
                  .load_average = 0};
  std::ifstream("/proc/loadavg") >> machine.load_average;
  return machine;
}

double limit_ratio(const Measurement& measurement, const Limits& limits) {
  const double limit = limits.value(measurement.limit);
  if (limit == 0) return 0;
  return measurement.value * measurement.limit_share / limit;
}

void print_header(const Machine& machine, const Limits& limits) {
  std::printf("commit %s, %s, %u cores, %s, load %.2f\n", machine.commit.c_str(), machine.cpu.c_str(),
              machine.cores, machine.file_system.c_str(), machine.load_average);
  std::printf("limits: fdatasync %.3f ms (p99 %.3f ms), %.0f raw log appends/s\n\n", limits.fdatasync_p50_ms,
              limits.fdatasync_p99_ms, limits.log_appends_per_second);
  std::printf("%-40s %12s %-12s %10s %s\n", "bench", "value", "unit", "goal", "ratio to the limit");
  std::fflush(stdout);
}

void print_measurement(const Measurement& measurement, const Limits& limits) {
  std::string goal = "-";
  if (measurement.goal != 0) goal = number(measurement.goal) + (reaches(measurement) ? "" : " !");
  const double ratio = limit_ratio(measurement, limits);
  std::string comparison;
  if (ratio != 0) comparison = number(ratio) + " of " + measurement.limit;
  std::printf("%-40s %12s %-12s %10s %s\n", measurement.name.c_str(), number(measurement.value).c_str(),
              measurement.unit.c_str(), goal.c_str(), comparison.c_str());
  std::fflush(stdout);
}

std::string to_json(const Machine& machine, const Limits& limits, const std::vector<Measurement>& results) {
  boost::json::array rows;
  for (const Measurement& result : results) {
    rows.push_back(boost::json::object{{"name", result.name},
                                       {"value", result.value},
                                       {"unit", result.unit},
                                       {"goal", result.goal},
                                       {"limit_ratio", limit_ratio(result, limits)}});
  }
  const boost::json::object document{
      {"commit", machine.commit},
      {"machine", boost::json::object{{"cpu", machine.cpu},
                                      {"cores", machine.cores},
                                      {"file_system", machine.file_system},
                                      {"load_average", machine.load_average}}},
      {"limits", boost::json::object{{"fdatasync_p50_ms", limits.fdatasync_p50_ms},
                                     {"fdatasync_p99_ms", limits.fdatasync_p99_ms},
                                     {"log_appends_per_second", limits.log_appends_per_second}}},
      {"results", rows}};
  return boost::json::serialize(document);
}

}  // namespace skald::bench
