#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "skald/client.h"
#include "skald/connect.h"
#include "skald/worker.h"
#include "tests/wire/dev_server.h"
#include "tests/wire/workflows.h"

namespace skald::wire_tests {

/// One server for all tests of a program: it takes seconds to start. Null where it cannot be installed.
DevServer* shared_server();

/// Tests on the shared server, each with a task queue of its own.
class OnServer : public ::testing::Test {
 protected:
  OnServer();
  /// Skips the test without a server.
  void SetUp() override;

  RemoteEngine& server() { return *server_; }
  const Client& client() { return *client_; }
  Worker make_worker(WorkerOptions options = {});
  /// A new id for a workflow on the test's queue.
  StartOptions start_options(const std::string& id);

  const std::string queue_;

 private:
  std::optional<RemoteEngine> server_;
  std::optional<Client> client_;
};

}  // namespace skald::wire_tests
