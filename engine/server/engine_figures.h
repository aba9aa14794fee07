#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/runtime/engine.h"
#include "engine/server/exposition.h"

namespace skald::server {

/// How many runs are open, by namespace, as the file says. One thread asks.
class OpenRuns {
 public:
  using Counts = std::map<std::string, std::int64_t>;

  explicit OpenRuns(runtime::Engine& engine) : engine_(engine) {}

  /// A count that is no older than some seconds, or the last one there is if the disk takes its time.
  Counts count();

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable is_there;
    // Under mutex:
    Counts counts;
    std::chrono::steady_clock::time_point counted_at{};
    bool is_counting = false;
  };
  void begin_count();

  runtime::Engine& engine_;
  /// A count may end after us.
  const std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

/// What an engine says of itself.
void write_engine_figures(const runtime::Engine& engine, Exposition& out);
/// Its task queues.
void write_queue_figures(runtime::Matching& matching, Exposition& out);
void write_open_runs(OpenRuns& runs, Exposition& out);

}  // namespace skald::server
