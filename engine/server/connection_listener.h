#pragma once

#include <grpcpp/server_builder.h>

#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/result.h"

namespace skald::server {

/// Listens and takes connections for gRPC. Its own listener takes what comes until the process can open no
/// more files, and then never takes another one (version 1.51); this one closes what is too much.
class ConnectionListener {
 public:
  struct Address {
    std::string ip;  ///< or "localhost"
    int port = 0;    ///< 0: any that is free
  };

  /// Binds and listens; connections wait until start(). The error's message says what the system said.
  static Result<std::unique_ptr<ConnectionListener>> listen(const Address& address,
                                                            std::size_t most_connections);
  /// stop().
  ~ConnectionListener();

  int port() const { return port_; }
  /// Hands connections to `acceptor` from now on, on a thread of its own.
  void start(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor);
  /// Takes no more, and gives the port back. Idempotent.
  void stop();

 private:
  explicit ConnectionListener(std::size_t most_connections) : most_connections_(most_connections) {}

  Status bind(const Address& address);
  void take_connections();
  void take(int listener);
  /// The largest number of a file that may be a connection.
  int largest_file() const;

  const std::size_t most_connections_;
  int port_ = 0;
  int stopping_ = -1;  // an eventfd
  std::vector<int> listeners_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::thread thread_;
};

}  // namespace skald::server
