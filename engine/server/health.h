#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "engine/server/stream.h"

namespace skald::server {

class HealthWatches;

/// grpc.health.v1.Health: everything serves until the server stops. gRPC has such a service itself, which
/// cannot read what clients compress, because decompression is off (request_body.h). Any thread.
class Health {
 public:
  explicit Health(std::size_t request_bytes);
  ~Health();

  /// Whether this path is one of Health's methods: Check, List, Watch.
  static bool has(const std::string& path);
  Stream* begin(std::unique_ptr<StreamContext> context);

  /// From now on whoever asks, and whoever watches, hears that nothing is served.
  void note_stopping();
  /// Ends the calls of those who watch, which last until somebody does.
  void end_watches();

 private:
  const std::size_t request_bytes_;
  /// Calls may outlive us by a moment.
  const std::shared_ptr<HealthWatches> watches_;
};

}  // namespace skald::server
