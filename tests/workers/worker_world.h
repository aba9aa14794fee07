#pragma once

#include <memory>
#include <string>
#include <vector>

#include "skald/registry.h"
#include "tests/replay/history_builder.h"
#include "tests/workers/fake_connection.h"
#include "tests/workers/manual_timers.h"
#include "workers/worker_core.h"

namespace skald::workers_tests {

using replay_tests::History;
using replay_tests::HistoryBuilder;

inline constexpr const char* kQueue = "orders";

/// A worker on a fake server, under a clock that stands still. Stops the worker at its end.
class WorkerWorld {
 public:
  explicit WorkerWorld(WorkerOptions options = small_options(), bool in_process = true);
  ~WorkerWorld();

  /// Two polls of each kind, four slots, grace 0: easy to reason about.
  static WorkerOptions small_options();

  Registry& registry() { return *registry_; }
  FakeConnection& server() { return *server_; }
  ManualTimers& timers() { return *timers_; }
  workers::WorkerCore& worker() { return *core_; }
  /// The worker's sticky queue.
  const std::string& sticky() { return core_->context().sticky_queue; }
  const std::shared_ptr<FakeConnection>& connection() { return server_.connection(); }

  /// To be called when everything is registered.
  void start();

 private:
  WorkerOptions options_;
  FakeServer server_;
  std::shared_ptr<ManualTimers> timers_ = std::make_shared<ManualTimers>();
  std::shared_ptr<Registry> registry_ = std::make_shared<Registry>();
  std::unique_ptr<workers::WorkerCore> core_;
};

/// A run on the server's side: its history and the tasks that it makes.
struct ServerRun {
  std::string type;
  std::string run_id = "run-1";
  HistoryBuilder history = {};
  /// The newest WorkflowTaskStarted; 0: none.
  std::int64_t last_started = 0;

  /// Scheduled and started, with the whole history.
  wire::PollWorkflowTaskQueueResponse next_task();
  /// Scheduled and started, with the events since the last task's start.
  wire::PollWorkflowTaskQueueResponse next_partial_task();
  /// A task with the history as it is, from event `first`.
  wire::PollWorkflowTaskQueueResponse task_from(std::int64_t first);
};

/// A run that has just been started.
ServerRun started_run(const std::string& type, const std::string& json = "",
                      const std::string& run_id = "run-1");

wire::PollActivityTaskQueueResponse activity_task(const std::string& type, const std::string& json = "");

/// The commands of a completion by their types: "SCHEDULE_ACTIVITY_TASK".
std::vector<std::string> commands(const wire::RespondWorkflowTaskCompletedRequest& completion);

}  // namespace skald::workers_tests
