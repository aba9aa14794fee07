#pragma once

#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/runtime/engine.h"

namespace skald::server {

class CallFigures;
class StoreFigures;

/// Where and how metrics are served.
struct MetricsOptions {
  std::string ip = "127.0.0.1";
  /// 0: any that is free.
  int port = 0;
  /// Lets other machines read them, in the clear.
  bool insecure = false;
  /// Of the program that serves.
  std::string version;
};

/// kFailedPrecondition: others could reach it and `insecure` is not set.
Status check_metrics_listener(const MetricsOptions& options);

/// `GET /metrics` in Prometheus' text format and `GET /healthz`, from start() until it is destroyed. Neither
/// asks who reads. While it lives, so must the engine.
class MetricsListener {
 public:
  /// What check_metrics_listener() refuses, too. kAlreadyExists: the port is taken.
  static Result<std::unique_ptr<MetricsListener>> start(const MetricsOptions& options,
                                                        runtime::Engine& engine,
                                                        std::shared_ptr<const CallFigures> calls,
                                                        std::shared_ptr<const StoreFigures> store);
  virtual ~MetricsListener() = default;

  virtual const std::string& address() const = 0;
  /// From now on /healthz says that the server stops.
  virtual void note_stopping() = 0;
};

}  // namespace skald::server
