#include <boost/json.hpp>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "tools/bench/server_process.h"

/// Workflows through a server, with the worker and the client of the Go SDK: tools/bench/go, which `tools/dev
/// bench` builds beside the data.
namespace skald::bench {
namespace {

namespace json = boost::json;

constexpr double kSeconds = 20;
constexpr double kWarmUpSeconds = 3;
/// What Temporal's dev server did with this worker on such a machine, times twelve.
constexpr double kGoalPerSecond = 12 * 28;

std::filesystem::path go_program(const Context& context) { return context.folder / "go_client"; }

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  if (pipe == nullptr) throw std::runtime_error("cannot start " + command);
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
    text.append(buffer.data(), count);
  if (text.empty()) throw std::runtime_error("the Go worker gave no figures");
  return text;
}

json::object play(const Context& context, ServerKind kind) {
  const ServerProcess server(context, kind, fresh_folder(context, "go_server"));
  const bool is_ours = kind == ServerKind::kSkald;
  const int one_by_one = static_cast<int>((is_ours ? 1000 : 200) * context.scale);
  std::string command = "'" + go_program(context).string() + "'";
  command += " --address " + server.address() + " --server-pid " + std::to_string(server.process());
  command += " --seconds " + std::to_string(kSeconds * context.scale);
  command += " --warm-up " + std::to_string(kWarmUpSeconds * context.scale);
  command += " --one-by-one " + std::to_string(one_by_one);
  return json::parse(output_of(command)).as_object();
}

double number(const json::object& figures, const char* name) { return figures.at(name).to_number<double>(); }

std::vector<Measurement> measurements(const json::object& figures, ServerKind kind) {
  const bool is_ours = kind == ServerKind::kSkald;
  const auto low = [&](const char* name, const char* field, const char* unit, double goal) {
    return Measurement{.name = std::string("go_server") + name + suffix(kind),
                       .value = number(figures, field),
                       .unit = unit,
                       .goal = is_ours ? goal : 0,
                       .larger_is_better = false};
  };
  return {{.name = "go_server" + suffix(kind),
           .value = number(figures, "per_second"),
           .unit = "per s",
           .goal = is_ours ? kGoalPerSecond : 0},
          low(".server_share", "server_share", "of the CPU", 1.0 / 3),
          low(".server_cpu", "server_us_per_workflow", "us/workflow", 0),
          low(".client_cpu", "client_us_per_workflow", "us/workflow", 0),
          low(".p50", "p50_ms", "ms", 0),
          low(".p99", "p99_ms", "ms", 0)};
}

}  // namespace

std::vector<Measurement> run_go_server(const Context& context) {
  if (!std::filesystem::exists(go_program(context))) {
    std::printf("go_server is left out: it needs Go, and this machine has none that is new enough\n");
    return {};
  }
  const json::object ours = play(context, ServerKind::kSkald);
  std::vector<Measurement> results = measurements(ours, ServerKind::kSkald);
  if (!context.against_temporal) return results;
  const json::object theirs = play(context, ServerKind::kTemporal);
  for (Measurement& each : measurements(theirs, ServerKind::kTemporal)) results.push_back(std::move(each));
  results.push_back({.name = "go_server.times_better",
                     .value = number(ours, "per_second") / number(theirs, "per_second"),
                     .unit = "times",
                     .goal = 12});
  return results;
}

}  // namespace skald::bench
