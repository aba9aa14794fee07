#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/runtime/options.h"
#include "engine/server/metrics_listener.h"
#include "engine/server/options.h"
#include "engine/server/server.h"

namespace skald::cli {

/// What a server process is made of.
struct ServerSetup {
  /// Empty: in memory, gone when the process ends.
  std::string database;
  bool accept_data_loss = false;
  runtime::Options engine;
  server::Options listener;
  /// None: no metrics.
  std::optional<server::MetricsOptions> metrics;
  /// Empty: none; "-": standard error.
  std::string access_log;
  /// Called before the port opens; may be empty.
  std::function<Status(runtime::Engine&)> prepare;
};

/// An engine with its port.
class ServerProcess {
 public:
  static Result<std::unique_ptr<ServerProcess>> start(const ServerSetup& setup);
  ~ServerProcess();

  const std::string& address() const { return server_->address(); }
  /// Empty: there are none.
  std::string metrics_address() const { return metrics_ ? metrics_->address() : std::string(); }
  runtime::Engine& engine() { return *engine_; }
  /// Answers polls, lets calls end, syncs everything. Idempotent.
  void stop();

 private:
  ServerProcess() = default;

  std::unique_ptr<runtime::Engine> engine_;
  std::unique_ptr<server::Server> server_;
  std::unique_ptr<server::MetricsListener> metrics_;
};

}  // namespace skald::cli
