#pragma once

#include <string>
#include <vector>

#include "tools/bench/bench.h"

namespace skald::bench {

struct Machine {
  std::string commit;
  std::string cpu;
  unsigned cores = 0;
  std::string file_system;
  double load_average = 0;
};

Machine describe_machine(const std::string& commit, const std::string& file_system);

/// The measured value as a share of what the machine's limit allows; 0 if it is compared with none. For rates
/// 1 is the limit itself; for times it is how many times the limit they take.
double limit_ratio(const Measurement& measurement, const Limits& limits);

void print_header(const Machine& machine, const Limits& limits);
void print_measurement(const Measurement& measurement, const Limits& limits);

/// {commit, machine, limits: {name: value}, results: [{name, value, unit, goal, limit_ratio}]}
std::string to_json(const Machine& machine, const Limits& limits, const std::vector<Measurement>& results);

}  // namespace skald::bench
