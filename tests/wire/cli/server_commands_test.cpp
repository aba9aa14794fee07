#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/tools/cli/program.h"
#include "tests/wire/dev_server.h"

/// The program's commands on Temporal's server.
namespace skald::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using wire_tests::DevServer;

class ServerCommands : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!DevServer::program().ok()) return;
    server_ = std::make_unique<DevServer>();
    server_->start();
  }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    if (!DevServer::program().ok()) GTEST_SKIP() << DevServer::program().error().message;
  }

  static Words place() { return {"--address", server_->address()}; }
  /// `skald <words> --address …`.
  static Words on_server(Words words) {
    words.insert(words.end(), {"--address", server_->address()});
    return words;
  }
  static std::string start(const std::string& id, const std::string& type) {
    return succeed(
        on_server({"workflow", "start", "--type", type, "--task-queue", "test", "-w", id, "-i", "\"Ann\""}));
  }

  static std::unique_ptr<DevServer> server_;
};

std::unique_ptr<DevServer> ServerCommands::server_;

TEST_F(ServerCommands, workflow_of_a_library_runs_and_its_result_is_printed) {
  WorkerProcess worker(place());
  EXPECT_THAT(start("result", "greet"), HasSubstr("started result, run "));
  EXPECT_EQ(succeed(on_server({"workflow", "result", "result"})), "\"Dear Ann!\"\n");
  EXPECT_EQ(succeed_with_json(on_server({"workflow", "result", "result"})).at("result").as_string(),
            "Dear Ann!");
  EXPECT_EQ(worker.stop(), 0);
}

TEST_F(ServerCommands, waiting_workflow_is_shown_described_and_signaled) {
  WorkerProcess worker(place());
  start("waiting", "wait_for_word");
  EXPECT_THAT(succeed(on_server({"workflow", "describe", "waiting"})), ContainsRegex("status +running"));
  EXPECT_THAT(succeed(on_server({"workflow", "query", "waiting", "--name", "__stack_trace"})),
              HasSubstr("wait_for_word"));
  succeed(on_server({"workflow", "signal", "waiting", "--name", "word", "-i", "\"please\""}));
  EXPECT_EQ(succeed(on_server({"workflow", "result", "waiting"})), "\"Ann: please\"\n");
  const std::string shown = succeed(on_server({"workflow", "show", "waiting"}));
  EXPECT_THAT(shown, HasSubstr("wait_for_word waiting  completed after"));
  EXPECT_THAT(shown, HasSubstr("please"));
}

TEST_F(ServerCommands, query_that_the_workflow_does_not_have_names_those_that_it_has) {
  WorkerProcess worker(place());
  start("asked", "wait_for_word");
  const Outcome asked = skald(on_server({"workflow", "query", "asked", "--name", "mood"}));
  EXPECT_EQ(asked.exit_code, 1);
  EXPECT_THAT(asked.err, HasSubstr("unknown query mood, known: __stack_trace"));
  succeed(on_server({"workflow", "terminate", "asked"}));
}

TEST_F(ServerCommands, update_that_the_workflow_does_not_have_is_rejected) {
  WorkerProcess worker(place());
  start("updated", "wait_for_word");
  const Outcome updated = skald(on_server({"workflow", "update", "updated", "--name", "add_seats"}));
  EXPECT_EQ(updated.exit_code, 1);
  EXPECT_THAT(updated.err, HasSubstr("no update add_seats"));
  succeed(on_server({"workflow", "terminate", "updated"}));
}

TEST_F(ServerCommands, signal_with_start_starts_once) {
  const Words words =
      on_server({"workflow", "signal-with-start", "once", "--type", "wait_for_word", "-t", "test", "-i",
                 "\"Bob\"", "--signal-name", "word", "--signal-input", "\"hello\""});
  EXPECT_THAT(succeed(words), HasSubstr("started and signaled once"));
  EXPECT_THAT(succeed(words), HasSubstr("signaled once"));
  WorkerProcess worker(place());
  EXPECT_EQ(succeed(on_server({"workflow", "result", "once"})), "\"Bob: hello\"\n");
}

TEST_F(ServerCommands, history_of_the_server_replays_and_a_changed_build_diverges) {
  WorkerProcess worker(place());
  start("replayed", "greet");
  succeed(on_server({"workflow", "result", "replayed"}));
  EXPECT_THAT(succeed(on_server({"replay", "--library", SKALD_GREETINGS, "--workflow-id", "replayed"})),
              HasSubstr("1 runs, "));
  const Outcome changed =
      skald(on_server({"replay", "--library", SKALD_CHANGED_GREETINGS, "--workflow-id", "replayed"}));
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_THAT(changed.out, HasSubstr("TMPRL1100"));
}

TEST_F(ServerCommands, workflows_are_listed_and_counted) {
  start("listed", "unheard_of");
  std::string list;
  // The server's lists follow its workflows with a delay.
  for (int i = 0; i < 1000 && list.find("listed") == std::string::npos; ++i)
    list = succeed(on_server({"workflow", "list", "-q", "WorkflowType = 'unheard_of'"}));
  EXPECT_THAT(list, ContainsRegex("running +listed +unheard_of"));
  EXPECT_EQ(succeed(on_server({"workflow", "count", "-q", "WorkflowType = 'unheard_of'"})), "1\n");
  EXPECT_THAT(
      succeed(on_server({"workflow", "count", "-q", "WorkflowType = 'unheard_of' GROUP BY ExecutionStatus"})),
      ContainsRegex("1 +\"Running\""));
  succeed(on_server({"workflow", "terminate", "listed"}));
}

TEST_F(ServerCommands, task_queue_shows_its_workers) {
  WorkerProcess worker(place());
  start("seen", "greet");
  succeed(on_server({"workflow", "result", "seen"}));
  EXPECT_THAT(succeed(on_server({"task-queue", "describe", "test"})),
              HasSubstr(std::to_string(worker.pid()) + "@"));
}

TEST_F(ServerCommands, worker_of_a_namespace_that_is_not_there_ends_and_says_what_to_do) {
  const Outcome outcome = skald(on_server(
      {"worker", "--library", SKALD_GREETINGS, "--task-queue", "test", "--namespace", "not-there"}));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("Namespace not-there is not found"));
  EXPECT_THAT(outcome.err, HasSubstr("skald namespace list"));
}

TEST_F(ServerCommands, namespaces_are_made_listed_and_described) {
  succeed(on_server({"namespace", "create", "tests", "--retention", "7d", "--description", "for tests"}));
  EXPECT_THAT(succeed(on_server({"namespace", "list"})), ContainsRegex("tests +registered +7 d +for tests"));
  EXPECT_THAT(succeed(on_server({"namespace", "describe", "default"})), ContainsRegex("namespace +default"));
}

TEST_F(ServerCommands, namespace_that_is_not_there_is_told_with_what_to_do) {
  const Outcome outcome = skald(on_server({"workflow", "list", "--namespace", "nowhere"}));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("Namespace nowhere is not found"));
  EXPECT_THAT(outcome.err, HasSubstr("skald namespace create"));
}

TEST(ServerAddress, without_a_server_says_how_to_start_one) {
  const Outcome outcome = skald({"workflow", "list", "--address", "127.0.0.1:7338"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("no server at 127.0.0.1:7338: connection refused"));
}

}  // namespace
}  // namespace skald::cli
