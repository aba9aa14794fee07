#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/runtime/engine.h"
#include "workers/connection.h"

namespace skald::workers {

/// The connection to an engine in this process: messages are passed as they are. It owns the engine;
/// shut_down() stops and closes it, and must not be called from a reply.
class EmbeddedConnection : public Connection {
 public:
  /// For tests and tools, which look inside. Null after shut_down(), which must not run meanwhile.
  virtual runtime::Engine* engine() = 0;
  /// Lets `look` see the engine, which stays open until it returns. False if it is closed already. Any
  /// thread.
  virtual bool use(const std::function<void(runtime::Engine&)>& look) = 0;

  static std::shared_ptr<EmbeddedConnection> make(std::unique_ptr<runtime::Engine> engine,
                                                  std::string target);
};

}  // namespace skald::workers
