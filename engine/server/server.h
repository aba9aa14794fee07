#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/runtime/engine.h"
#include "engine/server/options.h"
#include "engine/service/service.h"

/// The port: Temporal's public gRPC API in front of an engine.
namespace skald::server {

/// What Server::start() refuses whatever the system says: kInvalidArgument (TLS files), kFailedPrecondition.
Status check_listener(const Options& options);

/// Listens and serves from start() to stop().
class Server {
 public:
  /// Errors say what to do: kInvalidArgument (address, TLS files), kFailedPrecondition (a listener that
  /// others could reach without TLS), kAlreadyExists (the port is taken).
  static Result<std::unique_ptr<Server>> start(runtime::Engine& engine, const Options& options);
  /// stop().
  virtual ~Server() = default;

  /// "127.0.0.1:7233", with the port that was chosen.
  virtual const std::string& address() const = 0;
  /// Calls under way.
  virtual std::size_t open_calls() const = 0;
  /// Takes no more calls, answers polls at once, gives other calls Options::drain to end, and fails the rest
  /// as unavailable. Before the engine stops. Idempotent.
  virtual void stop() = 0;
};

}  // namespace skald::server
