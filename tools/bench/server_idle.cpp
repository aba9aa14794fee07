#include <skald/client.h>
#include <skald/connect.h>
#include <skald/engine.h>
#include <skald/worker.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "tools/bench/open_workflows.h"
#include "tools/bench/server_process.h"
#include "tools/bench/workloads.h"
#include "workers/connection.h"

/// What a server costs that has nothing to do, and how soon it is there.
namespace skald::bench {
namespace {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int kConnections = 100;
constexpr int kPollsOfEach = 100;
constexpr long kOpen = 100'000;

/// Polls of many workers that nobody has a task for.
class IdlePolls {
 public:
  IdlePolls(const std::string& address, int connections) {
    for (int i = 0; i < connections; ++i) {
      servers_.push_back(connect(address));
      for (int poll = 0; poll < kPollsOfEach; ++poll) begin(servers_.back(), "queue-" + std::to_string(i));
    }
  }
  /// Ends the connections; their polls answer before that returns.
  ~IdlePolls() {
    for (RemoteEngine& server : servers_) server.stop();
  }
  IdlePolls(const IdlePolls&) = delete;
  IdlePolls& operator=(const IdlePolls&) = delete;

  /// Polls that did not stay: an error, or an answer too soon.
  int lost() const { return lost_; }

 private:
  void begin(const RemoteEngine& server, const std::string& queue) {
    workers::wire::PollWorkflowTaskQueueRequest request;
    request.set_namespace_("default");
    request.mutable_task_queue()->set_name(queue);
    request.set_identity("idle");
    server.connection()->poll_workflow_task_queue(
        std::move(request), [this](const Result<workers::wire::PollWorkflowTaskQueueResponse>&) { ++lost_; });
  }

  std::vector<RemoteEngine> servers_;
  std::atomic<int> lost_ = 0;
};

void make_open_runs(const std::filesystem::path& file, long count) {
  Engine engine{file.string()};
  Worker worker{engine, "bench", {.cached_runs = 1000}};
  worker.add_workflows<Waiting>();
  worker.start();
  start_waiting(engine, 0, count);
  worker.stop();
}

}  // namespace

std::vector<Measurement> run_idle_server(const Context& context) {
  const ServerProcess server(context, ServerKind::kSkald, fresh_folder(context, "idle_server"));
  const auto client = connect(server.address(), {.patience = 30s});
  std::this_thread::sleep_for(1s);
  const double memory = server.resident_bytes();
  const int connections = std::max(1, static_cast<int>(kConnections * context.scale));
  const IdlePolls polls(server.address(), connections);
  std::this_thread::sleep_for(3s);
  const double cpu_before = server.cpu_seconds();
  const auto start = Steady::now();
  std::this_thread::sleep_for(20s);
  const double share = (server.cpu_seconds() - cpu_before) / seconds_since(start);
  const double memory_with_polls = server.resident_bytes();
  if (polls.lost() > 0) throw std::runtime_error(std::to_string(polls.lost()) + " idle polls were not kept");
  return {{.name = "idle_server.start",
           .value = server.seconds_to_listen(),
           .unit = "s",
           .goal = 0.2,
           .larger_is_better = false},
          {.name = "idle_server.memory",
           .value = memory / 1e6,
           .unit = "MB",
           .goal = 30,
           .larger_is_better = false},
          {.name = "idle_polls.memory",
           .value = memory_with_polls / 1e6,
           .unit = "MB",
           .goal = 200,
           .larger_is_better = false},
          {.name = "idle_polls.cpu",
           .value = 100 * share,
           .unit = "% of a core",
           .goal = 2,
           .larger_is_better = false}};
}

std::vector<Measurement> run_cold_server(const Context& context) {
  const auto folder = fresh_folder(context, "cold_server");
  make_open_runs(folder / "server.db", static_cast<long>(kOpen * context.scale));
  const auto start = Steady::now();
  const ServerProcess server(context, ServerKind::kSkald, folder);
  const auto connection = connect(server.address(), {.patience = 30s});
  Client{connection}.handle("open-0").describe();
  return {{.name = "cold_server.first_answer",
           .value = seconds_since(start),
           .unit = "s",
           .goal = 4,
           .larger_is_better = false}};
}

}  // namespace skald::bench
