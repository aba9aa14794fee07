#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/cli/program.h"
#include "tests/wire/dev_server.h"

/// `skald worker --address` whose server comes late, and goes, and comes again.
namespace skald::cli {
namespace {

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(PatientWorker, waits_for_a_server_that_is_not_there_yet_or_for_a_while_and_says_so_once) {
  if (!wire_tests::DevServer::program().ok())
    GTEST_SKIP() << wire_tests::DevServer::program().error().message;
  wire_tests::DevServer server;
  const auto worker = WorkerProcess::begin({"--address", server.address()});
  worker->wait_for("no server answers yet, waiting for it");
  server.start();
  worker->wait_for("Ctrl-C");
  server.kill();
  worker->wait_for("failed");
  server.start();
  const std::string& printed = worker->wait_for("polls succeed again");
  EXPECT_EQ(times(printed, "no server answers yet"), 1u);
  EXPECT_EQ(times(printed, "connection refused"), 1u) << printed;
  EXPECT_EQ(times(printed, "poll for"), 1u) << printed;
  EXPECT_EQ(worker->stop(), 0);
}

TEST(PatientWorker, ends_when_it_is_told_to_while_it_waits) {
  const wire_tests::DevServer server;
  const auto worker = WorkerProcess::begin({"--address", server.address()});
  worker->wait_for("waiting for it");
  EXPECT_EQ(worker->stop(), 0);
}

}  // namespace
}  // namespace skald::cli
