#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "skald/options.h"

namespace skald {

namespace workers {
class Connection;
}

/// No server answers at the address, or it does not let us in. what() names the address, what is wrong and
/// what to do.
class ConnectError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How the server proves who it is, and we to it. Everything is PEM text, not a file's name.
struct TlsOptions {
  /// Who signs the server's certificate. Default: whom the system trusts.
  std::string server_ca = {};
  /// What the server asks of us (mTLS): both or none.
  std::string client_certificate = {};
  std::string client_key = {};
  /// The name in the server's certificate, if it is not the address' host.
  std::string server_name = {};
};

/// How connect() reaches a server.
struct ConnectOptions {
  /// Of workers and clients on the connection that name none themselves.
  std::string namespace_name = "default";
  /// Of workers and clients on the connection that name none themselves. Default: "pid@host".
  std::string identity = {};
  /// Not set: without encryption.
  std::optional<TlsOptions> tls = std::nullopt;
  /// Sent with every call ("authorization: Bearer …"); needs `tls`. Empty: none.
  std::string api_key = {};
  /// How long connect() goes on trying while nobody answers, as a worker does that starts before its server;
  /// the log says that it waits, once. 0: the first refusal is final.
  Duration patience = {};
  /// Asked between two tries; true: connect() gives up. For programs that may be told to end meanwhile.
  std::function<bool()> gives_up = {};
};

/// A server that speaks Temporal's API (`skald server`, or a Temporal cluster), as workers and clients use
/// it:
///
///   auto server = skald::connect("localhost:7233");
///   skald::Worker worker{server, "orders"};
///   skald::Client client{server};
///
/// Copies share one connection, which ends with the last of them and of the workers and clients on it. It
/// finds the server again after it was away. Thread-safe.
class RemoteEngine {
 public:
  explicit RemoteEngine(std::shared_ptr<workers::Connection> connection);

  /// Ends calls under way (kUnavailable) and refuses new ones; workers should be stopped before. Idempotent.
  /// Waits for callbacks that run, so not from one (Async::on_ready).
  void stop();

  /// What workers and clients talk to; they take it from here themselves.
  std::shared_ptr<workers::Connection> connection() const { return connection_; }
  /// "localhost:7233".
  std::string address() const;

 private:
  std::shared_ptr<workers::Connection> connection_;
};

/// Connects to a server: "host:port", "host" (port 7233) or "unix:/path". Waits for its first answer. Throws
/// ConnectError, and UsageError for options that do not fit together.
RemoteEngine connect(const std::string& address, ConnectOptions options = {});

}  // namespace skald
