#include <gtest/gtest.h>

#include "tests/wire/wire_world.h"

/// Servers that go away and come back on the same file while a worker is at work.
namespace skald::wire_tests {
namespace {

using namespace std::chrono_literals;

class Restart : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!DevServer::program().ok()) GTEST_SKIP() << DevServer::program().error().message;
    server_.start();
    connection_ = connect(server_.address());
  }

  Worker make_worker() {
    Worker worker{*connection_, "restart"};
    Registry registry;
    register_all(registry);
    worker.add(std::move(registry));
    return worker;
  }

  DevServer server_;
  std::optional<RemoteEngine> connection_;
};

TEST_F(Restart, activity_that_ends_while_the_server_is_away_is_reported_when_it_is_back) {
  Worker worker = make_worker();
  worker.start();
  const Client client{*connection_};
  shut_gate();
  const auto handle = client.start<guarded>({.id = "guarded", .task_queue = "restart"}, 7);
  wait_for_calls_at_gate(1);
  server_.kill();
  open_gate();
  server_.start();
  EXPECT_EQ(handle.result(), 7);
  EXPECT_EQ(calls_at_gate(), 1);
}

TEST_F(Restart, runs_under_way_and_waiting_clients_survive_a_kill) {
  Worker worker = make_worker();
  worker.start();
  const Client client{*connection_};
  shut_gate();
  std::vector<Async<int>> results;
  for (int i = 0; i < 20; ++i) {
    const auto handle =
        client.start<count_up>({.id = "count-" + std::to_string(i), .task_queue = "restart"}, 3);
    results.push_back(handle.result_async());
  }
  wait_for_calls_at_gate(20);
  open_gate();
  server_.kill();
  server_.start();
  for (const Async<int>& result : results) EXPECT_EQ(result.get(), 3);
}

}  // namespace
}  // namespace skald::wire_tests
