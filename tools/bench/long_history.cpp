#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>
#include <sys/resource.h>

#include "tools/bench/bench.h"
#include "tools/bench/histories.h"
#include "tools/bench/workloads.h"

/// What a long history costs: CPU of an activity step early and late in a run, and reading pages of a long
/// and a short one.
namespace skald::bench {
namespace {

constexpr int kEventsPerStep = 6;
constexpr int kLongEvents = 20'000;
constexpr int kShortEvents = 500;
constexpr int kWindow = 150;  // steps over which CPU is averaged

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Steps note what the process has used when they run.
std::vector<double>& step_marks() {
  static std::vector<double> marks;
  return marks;
}

int marked_step(int number) {
  step_marks().push_back(cpu_seconds());
  return number;
}

int marked_sequence(int count) {
  using namespace std::chrono_literals;
  int sum = 0;
  for (int i = 0; i < count; ++i) sum += skald::run<marked_step>({.start_to_close = 30s}, 1);
  return sum;
}

struct Pages {
  double first_ms = 0;
  double last_ms = 0;
};

double milliseconds_of_page(workers::Connection& connection, const std::string& id,
                            const std::string& token) {
  std::vector<double> times;
  for (int i = 0; i < 50; ++i) {
    const auto start = std::chrono::steady_clock::now();
    read_page(connection, id, token, nullptr);
    times.push_back(seconds_since(start) * 1000);
  }
  return percentile(times, 0.5);
}

Pages time_pages(workers::Connection& connection, const std::string& id) {
  std::string last_token;
  for (std::string token;;) {
    std::string next = read_page(connection, id, token, nullptr);
    if (next.empty()) {
      last_token = token;
      break;
    }
    token = std::move(next);
  }
  return {milliseconds_of_page(connection, id, {}), milliseconds_of_page(connection, id, last_token)};
}

}  // namespace

std::vector<Measurement> run_long_history(const Context& context) {
  const auto folder = fresh_folder(context, "long_history");
  Engine engine{(folder / "long.db").string()};
  Worker worker{engine, "bench"};
  worker.add_workflows<marked_sequence>();
  worker.add_activities<marked_step>();
  worker.start();
  Client client{engine};
  const auto run = [&](const std::string& id, int events) {
    step_marks().clear();
    step_marks().reserve(static_cast<std::size_t>(events));
    client.start<marked_sequence>({.id = id, .task_queue = "bench"}, events / kEventsPerStep).result();
  };
  run("warm", kShortEvents);
  run("short", kShortEvents);
  run("long", kLongEvents);
  const std::vector<double>& marks = step_marks();
  const double early = marks[kWindow + 1] - marks[1];
  const double late = marks[marks.size() - 1] - marks[marks.size() - 1 - kWindow];
  engine.flush();
  const Pages short_pages = time_pages(*engine.connection(), "short");
  const Pages long_pages = time_pages(*engine.connection(), "long");
  worker.stop();
  return {{.name = "long_history.transition",
           .value = late / early,
           .unit = "ratio",
           .goal = 1.2,
           .larger_is_better = false},
          {.name = "long_history.first_page",
           .value = long_pages.first_ms / short_pages.first_ms,
           .unit = "ratio",
           .goal = 2,
           .larger_is_better = false},
          {.name = "long_history.last_page",
           .value = long_pages.last_ms / short_pages.last_ms,
           .unit = "ratio",
           .goal = 2,
           .larger_is_better = false}};
}

}  // namespace skald::bench
