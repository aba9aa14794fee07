#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/server/server.h"
#include "tests/scenario/world.h"
#include "tests/server/raw_client.h"

namespace skald::server_tests {

using tests::World;
namespace wire = ::temporal::api::workflowservice::v1;

/// An engine under a clock that the test moves, with a port, and a client of it.
class Port {
 public:
  /// In memory, or on the file at `path`, whose disk is recorded.
  explicit Port(const std::string& path = {}, server::Options options = {});

  World& world() { return world_; }
  RawClient& client() { return client_; }
  server::Server& server() { return *server_; }
  const std::string& address() const { return server_->address(); }

  /// Until so many calls are under way at the server.
  void wait_for_calls(std::size_t count);

  static wire::PollWorkflowTaskQueueRequest poll_request(const std::string& queue = "queue");
  static wire::PollActivityTaskQueueRequest activity_poll_request(const std::string& queue = "queue");
  /// A poll that is answered with a task.
  wire::PollWorkflowTaskQueueResponse poll();

 private:
  World world_;
  std::unique_ptr<server::Server> server_;
  RawClient client_;
};

/// Starts a server that must start.
std::unique_ptr<server::Server> start(runtime::Engine& engine, server::Options options);

}  // namespace skald::server_tests
