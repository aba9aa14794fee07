#pragma once

#include <gtest/gtest.h>

#include "skald/client.h"
#include "skald/engine.h"
#include "skald/worker.h"
#include "tests/store/temporary_folder.h"

namespace skald::workers_tests {

/// Engine, worker and client in one process, on a real file: with runs that stay in the cache (false) and
/// with runs that are evicted after every task (true). The test adds workflows and starts the worker.
class WorkerInProcess : public ::testing::TestWithParam<bool> {
 protected:
  static WorkerOptions worker_options() {
    WorkerOptions options;
    options.evict_every_task = GetParam();
    return options;
  }
  void TearDown() override {
    worker.stop();
    engine.stop();
  }

  StartOptions on_queue() { return {.task_queue = "orders"}; }

  store::TemporaryFolder folder;
  Engine engine{folder.file("test.db")};
  Worker worker{engine, "orders", worker_options()};
  Client client{engine};
};

inline auto cached_and_evicted() {
  return [](const auto& is_evicted) { return is_evicted.param ? "evicted" : "cached"; };
}

}  // namespace skald::workers_tests
