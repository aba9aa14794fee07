#include <google/protobuf/arena.h>
#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>

#include <stdexcept>

#include "dsl/replay/workflow_run.h"
#include "tools/bench/bench.h"
#include "tools/bench/histories.h"
#include "tools/bench/workloads.h"

/// Replay of a history of 10,000 events, parsed from its stored bytes each time.
namespace skald::bench {

std::vector<Measurement> run_replay(const Context& context) {
  using Steady = std::chrono::steady_clock;
  constexpr int kEventsPerActivity = 6;
  const auto folder = fresh_folder(context, "replay");
  std::string bytes;
  {
    Engine engine{(folder / "replay.db").string()};
    Worker worker{engine, "bench"};
    worker.add_workflows<sequence>();
    worker.add_activities<weigh>();
    worker.start();
    Client client{engine};
    client.start<sequence>({.id = "sequence", .task_queue = "bench"}, 10'000 / kEventsPerActivity).result();
    bytes = history_bytes(*engine.connection(), "sequence");
    worker.stop();
  }
  Registry registry;
  registry.add_workflows<sequence>();
  const detail::WorkflowDefinition* definition = registry.find_workflow("sequence");
  double events = 0;
  const auto start = Steady::now();
  while (seconds_since(start) < 5 * context.scale) {
    google::protobuf::Arena arena;
    auto* history = google::protobuf::Arena::CreateMessage<temporal::api::history::v1::History>(&arena);
    if (!history->ParseFromString(bytes)) throw std::runtime_error("the history cannot be parsed");
    const auto divergence = replay::replay_history(
        *history, *definition, {.workflow_id = "sequence", .run_id = "run", .task_queue = "bench"});
    if (divergence) throw std::runtime_error(divergence->report);
    events += history->events_size();
  }
  return {{.name = "replay", .value = events / seconds_since(start), .unit = "events/s", .goal = 200'000}};
}

}  // namespace skald::bench
