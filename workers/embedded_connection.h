#pragma once

#include <memory>
#include <string>

#include "engine/runtime/engine.h"
#include "workers/connection.h"

namespace skald::workers {

/// The connection to an engine in this process: messages are passed as they are. It owns the engine;
/// shut_down() stops and closes it.
class EmbeddedConnection : public Connection {
 public:
  /// For tests and tools, which look inside. Null after shut_down().
  virtual runtime::Engine* engine() = 0;

  static std::shared_ptr<EmbeddedConnection> make(std::unique_ptr<runtime::Engine> engine,
                                                  std::string target);
};

}  // namespace skald::workers
