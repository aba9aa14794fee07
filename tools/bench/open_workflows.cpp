#include "tools/bench/open_workflows.h"

#include <skald/client.h>

#include <functional>
#include <stdexcept>
#include <thread>

#include "tools/bench/in_flight.h"
#include "tools/bench/workloads.h"

namespace skald::bench {
namespace {

constexpr int kWidth = 500;
constexpr char kOpen[] = "ExecutionStatus = 'Running'";

// Each start is one row, the completion of the first workflow task another.
void start_and_settle(Engine& engine, long count, const InFlight::Begin& begin) {
  Client client{engine};
  const std::int64_t open_before = client.count(kOpen);
  const std::uint64_t expected = engine.metrics().log_rows + 2 * static_cast<std::uint64_t>(count);
  InFlight loop(kWidth, begin, count);
  loop.start();
  while (loop.completed() < count) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  loop.finish();
  while (engine.metrics().log_rows < expected) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  if (client.count(kOpen) != open_before + count)
    throw std::runtime_error("runs that should wait have ended");
}

}  // namespace

void start_waiting(Engine& engine, long first, long count) {
  Client client{engine};
  start_and_settle(engine, count, [&](long number, std::function<void()> done) {
    const std::string id = "open-" + std::to_string(first + number);
    client.start_async<Waiting>({.id = id, .task_queue = "bench"}, sample_parcel(id))
        .on_ready([done](const auto& started) {
          started.get();
          done();
        });
  });
}

void start_sleepers(Engine& engine, long count, int milliseconds) {
  Client client{engine};
  start_and_settle(engine, count, [&](long number, std::function<void()> done) {
    client
        .start_async<sleeper>({.id = "sleeper-" + std::to_string(number), .task_queue = "bench"},
                              milliseconds)
        .on_ready([done](const auto& started) {
          started.get();
          done();
        });
  });
}

}  // namespace skald::bench
