#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <skald/client.h>
#include <skald/connect.h>
#include <skald/engine.h>
#include <skald/worker.h>
#include <skald/workflow.h>

#include "tests/store/temporary_folder.h"

/// An engine in this process that others reach through a port.
namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

int thrice(int n) { return 3 * n; }
int add_thrice(int n) { return run<thrice>({.start_to_close = 10s}, n) + 1; }

struct Listening : ::testing::Test {
  std::string refusal(ListenOptions options) const {
    try {
      const Engine engine{folder.file("refused.db"), {.listen = std::move(options)}};
    } catch (const EngineError& error) {
      return error.what();
    }
    return "opened";
  }
  store::TemporaryFolder folder;
};

TEST_F(Listening, workers_of_others_run_what_is_started_in_the_process) {
  Engine engine{folder.file("listening.db"), {.listen = {"127.0.0.1:0"}}};
  EXPECT_THAT(engine.address(), StartsWith("127.0.0.1:"));
  const auto remote = connect(engine.address());
  Worker worker{remote, "queue"};
  worker.add_workflows<add_thrice>();
  worker.add_activities<thrice>();
  worker.start();
  const Client client{engine};
  EXPECT_EQ(client.start<add_thrice>({.id = "a", .task_queue = "queue"}, 5).result(), 16);
  EXPECT_EQ(Client{remote}.handle<add_thrice>("a").result(), 16);
  worker.stop();
}

TEST_F(Listening, an_engine_that_stops_closes_its_port) {
  Engine engine{folder.file("listening.db"), {.listen = {"127.0.0.1:0"}}};
  const std::string address = engine.address();
  engine.stop();
  EXPECT_EQ(engine.address(), "");
  EXPECT_THROW(connect(address), ConnectError);
}

TEST_F(Listening, what_cannot_be_an_address_is_refused_by_name) {
  EXPECT_THAT(refusal({"nowhere"}), HasSubstr("'nowhere' is no address such as 127.0.0.1:7233"));
  EXPECT_THAT(refusal({"127.0.0.1:99999"}), HasSubstr("'127.0.0.1:99999' is no address"));
  EXPECT_THAT(refusal({"127.0.0.1:7233x"}), HasSubstr("'127.0.0.1:7233x' is no address"));
}

TEST_F(Listening, other_machines_are_let_in_with_encryption_or_on_demand_only) {
  EXPECT_THAT(refusal({"0.0.0.0:0"}), HasSubstr("TLS"));
  EXPECT_EQ(refusal({.address = "0.0.0.0:0", .insecure = true}), "opened");
}

}  // namespace
}  // namespace skald::workers_tests
