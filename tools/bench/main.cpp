#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>

#include "tools/bench/limits.h"
#include "tools/bench/report.h"
#include "tools/shared/lock_order.h"
#include "tools/shared/sqlite_memory.h"

namespace skald::bench {
namespace {

struct Arguments {
  std::vector<std::string> names;
  std::string folder = "bench-data";
  std::string json;
  std::string commit = "unknown";
  std::string child;
  std::string against;
  double scale = 1;
};

std::string known_names() {
  std::string names;
  for (const Bench& bench : all_benches()) names += std::string("  ") + bench.name + ": " + bench.what + "\n";
  return names;
}

const Bench* find_bench(const std::string& name) {
  const auto& benches = all_benches();
  const auto found =
      std::find_if(benches.begin(), benches.end(), [&](const Bench& bench) { return name == bench.name; });
  return found == benches.end() ? nullptr : &*found;
}

int run(const Arguments& arguments, const std::string& program) {
  std::vector<const Bench*> chosen;
  for (const std::string& name : arguments.names) {
    const Bench* bench = find_bench(name);
    if (bench == nullptr) {
      std::fprintf(stderr, "there is no bench \"%s\". Known:\n%s", name.c_str(), known_names().c_str());
      return 2;
    }
    chosen.push_back(bench);
  }
  if (chosen.empty()) {
    for (const Bench& bench : all_benches()) chosen.push_back(&bench);
  }
  std::filesystem::create_directories(arguments.folder);
  const FileSystem file_system = file_system_of(arguments.folder);
  if (file_system.is_in_memory) {
    std::fprintf(stderr,
                 "%s is on %s, where a sync costs nothing: figures from it would be worth nothing. "
                 "Give --folder on a disk.\n",
                 arguments.folder.c_str(), file_system.name.c_str());
    return 2;
  }
  Context context{.folder = std::filesystem::absolute(arguments.folder),
                  .limits = measure_limits(arguments.folder),
                  .scale = arguments.scale,
                  .program = program,
                  .against_temporal = arguments.against == "temporal"};
  const Machine machine = describe_machine(arguments.commit, file_system.name);
  print_header(machine, context.limits);
  std::vector<Measurement> results;
  for (const Bench* bench : chosen) {
    for (Measurement& result : bench->run(context)) {
      print_measurement(result, context.limits);
      results.push_back(std::move(result));
    }
  }
  if (!arguments.json.empty())
    std::ofstream(arguments.json) << to_json(machine, context.limits, results) << '\n';
  return 0;
}

}  // namespace
}  // namespace skald::bench

int main(int argc, char** argv) {
  skald::tools::stop_tracking_lock_order();
  skald::tools::stop_counting_sqlite_memory();
  skald::bench::Arguments arguments;
  CLI::App app("Measures Skald and the limits of the machine in one run.\n\nBenches:\n" +
               skald::bench::known_names());
  app.add_option("name", arguments.names, "Benches to run; default: all");
  app.add_option("--folder", arguments.folder, "Where the files go, on the disk to be measured")
      ->capture_default_str();
  app.add_option("--json", arguments.json, "Writes the results to this file as well");
  app.add_option("--commit", arguments.commit, "Printed with the results");
  app.add_option("--scale", arguments.scale, "Shortens the runs for a first look")
      ->check(CLI::Range(0.01, 1.0));
  app.add_option("--against", arguments.against,
                 "Measures another server beside ours: temporal (its dev server, on the PATH)")
      ->check(CLI::IsMember({"temporal"}));
  app.add_option("--child", arguments.child)->group("");
  CLI11_PARSE(app, argc, argv);
  try {
    if (arguments.child == "load") return skald::bench::load_child(arguments.folder);
    if (arguments.child == "evicted") return skald::bench::evicted_child(arguments.folder);
    return skald::bench::run(arguments, argv[0]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench: %s\n", error.what());
    return 1;
  }
}
