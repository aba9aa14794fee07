#pragma once

#include <memory>
#include <string>

#include "skald/connect.h"
#include "workers/connection.h"

namespace skald::workers {

/// The connection to a server of Temporal's API.
class GrpcConnection : public Connection {
 public:
  /// Asks the server who it is and takes its capabilities over; on errors `ready` says what is wrong. Before
  /// that no other call is made.
  virtual void introduce(Duration limit, std::function<void(Status)> ready) = 0;

  /// `address` as full_address() makes it. Does not wait for the server.
  static std::shared_ptr<GrpcConnection> make(const std::string& address, const ConnectOptions& options);
};

}  // namespace skald::workers
