#include "tests/wire/wire_world.h"

#include <memory>

#include "engine/base/ids.h"

namespace skald::wire_tests {
namespace {

std::unique_ptr<DevServer>& shared() {
  static std::unique_ptr<DevServer> server;
  return server;
}

/// Ends the server before the program's static objects go.
class EndOfServer : public ::testing::Environment {
 public:
  void TearDown() override { shared().reset(); }
};

const auto* const kEnd = ::testing::AddGlobalTestEnvironment(new EndOfServer);

}  // namespace

DevServer* shared_server() {
  if (shared() == nullptr && DevServer::program().ok()) {
    shared() = std::make_unique<DevServer>();
    shared()->start();
  }
  return shared().get();
}

OnServer::OnServer() : queue_("wire-" + random_uuid()) {
  if (DevServer* server = shared_server()) {
    server_ = connect(server->address());
    client_.emplace(*server_);
  }
}

void OnServer::SetUp() {
  if (!server_) GTEST_SKIP() << DevServer::program().error().message;
}

Worker OnServer::make_worker(WorkerOptions options) {
  Worker worker{server(), queue_, std::move(options)};
  Registry registry;
  register_all(registry);
  worker.add(std::move(registry));
  return worker;
}

StartOptions OnServer::start_options(const std::string& id) {
  StartOptions options;
  options.id = id + "-" + queue_;
  options.task_queue = queue_;
  return options;
}

}  // namespace skald::wire_tests
