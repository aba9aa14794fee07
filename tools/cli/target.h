#pragma once

#include <memory>
#include <optional>

#include "skald/engine.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/target_options.h"
#include "workers/connection.h"

namespace skald::cli {

/// What to do about a database file that is not there.
enum class MissingFile {
  kRefuse,  ///< A mistyped name must not become an empty database.
  kMake,
};

/// The one place where a command's choice of engine becomes a connection: the engine of the file, opened in
/// this process as its owner, or a server.
class Target {
 public:
  /// kNotFound: there is no such file. Throws EngineError or ConnectError.
  static Result<Target> open(const TargetOptions& options, MissingFile missing = MissingFile::kRefuse,
                             const EngineOptions& engine_options = {});

  /// The server that `options` name, with more to say about the connection to it. Throws ConnectError.
  static Target on_server(const TargetOptions& options, const ConnectOptions& connect_options);

  workers::Connection& operator*() const { return *connection_; }
  /// For workers and clients.
  const std::shared_ptr<workers::Connection>& connection() const { return connection_; }
  /// Null for a server.
  Engine* engine() const { return engine_.get(); }

 private:
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<workers::Connection> connection_;
};

/// Prints the error of a call, and what to do about it where more can be said than the server says.
ExitCode fail(const Error& error, const TargetOptions& options);

/// Who a request comes from, in histories: "skald-cli@host".
std::string cli_identity();

}  // namespace skald::cli
