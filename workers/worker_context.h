#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "skald/registry.h"
#include "skald/worker_options.h"
#include "workers/connection.h"
#include "workers/log.h"
#include "workers/timers.h"

namespace skald::workers {

/// What all parts of one worker share. Does not change after start.
struct WorkerContext {
  std::shared_ptr<Connection> connection;
  std::shared_ptr<Timers> timers;
  std::shared_ptr<const Registry> registry;
  WorkerOptions options;
  std::string task_queue;
  std::string identity;
  /// Names this worker among all of its identity.
  std::string instance_key;
  /// Where tasks of runs go that this worker has in its cache.
  std::string sticky_queue;
  /// Set when the worker begins to stop.
  std::shared_ptr<std::atomic<bool>> stopping = std::make_shared<std::atomic<bool>>(false);
  /// The worker's last poll failed, and the log says so.
  std::shared_ptr<std::atomic<bool>> polls_fail = std::make_shared<std::atomic<bool>>(false);
};

using ContextRef = std::shared_ptr<const WorkerContext>;

/// Fills in what the options leave open. Throws UsageError for a value outside its range.
ContextRef make_context(std::shared_ptr<Connection> connection, std::shared_ptr<Timers> timers,
                        std::shared_ptr<const Registry> registry, std::string task_queue,
                        WorkerOptions options);

/// "a, b, c" for messages; "none" if there is nothing.
std::string join(const std::vector<std::string>& names);

}  // namespace skald::workers
