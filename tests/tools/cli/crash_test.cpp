#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/tools/cli/program.h"

namespace skald::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

/// One run that has ended and one that waits for a signal, with a worker on the file.
class BesideAWorker : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* type : {"greet", "wait_for_word"}) {
      succeed({"workflow", "start", "--db", db_, "--type", type, "-t", "test", "-w", type, "-i", "\"Ann\""});
    }
    worker_ = std::make_unique<WorkerProcess>(db_);
    wait_for_count(db_, "Completed", 1);
  }

  void expect_everything_is_readable() {
    EXPECT_THAT(succeed({"workflow", "list", "--db", db_}),
                ContainsRegex("running +wait_for_word(.|\n)*completed +greet"));
    EXPECT_THAT(succeed({"workflow", "show", "--db", db_, "greet"}),
                ContainsRegex("completed +\"Dear Ann!\""));
    EXPECT_THAT(succeed({"workflow", "show", "--db", db_, "wait_for_word"}), HasSubstr("started"));
    EXPECT_THAT(succeed({"workflow", "describe", "--db", db_, "wait_for_word"}),
                ContainsRegex("status +running"));
    EXPECT_THAT(succeed({"replay", "--library", SKALD_GREETINGS, "--db", db_, "--all"}), HasSubstr("2 runs"));
  }

  Folder folder_;
  std::string db_ = folder_.database();
  std::unique_ptr<WorkerProcess> worker_;
};

TEST_F(BesideAWorker, reading_commands_work_while_another_process_owns_the_file) {
  expect_everything_is_readable();
}

TEST_F(BesideAWorker, changing_commands_name_the_owner) {
  const Outcome outcome =
      skald({"workflow", "signal", "--db", db_, "wait_for_word", "--name", "word", "-i", "\"hi\""});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr(std::to_string(worker_->pid())));
}

TEST_F(BesideAWorker, after_a_kill_everything_is_readable_and_nothing_is_written) {
  worker_->kill_hard();
  const std::string database = bytes_of(db_);
  const std::string log = bytes_of(db_ + "-wal");
  EXPECT_FALSE(log.empty());
  expect_everything_is_readable();
  EXPECT_TRUE(bytes_of(db_) == database);
  EXPECT_TRUE(bytes_of(db_ + "-wal") == log);
}

TEST_F(BesideAWorker, after_a_kill_the_run_takes_its_signal_and_ends) {
  worker_->kill_hard();
  succeed({"workflow", "signal", "--db", db_, "wait_for_word", "--name", "word", "-i", "\"hi\""});
  WorkerProcess next(db_);
  wait_for_count(db_, "Completed", 2);
  EXPECT_THAT(succeed({"workflow", "show", "--db", db_, "wait_for_word"}),
              ContainsRegex("completed +\"Ann: hi\""));
}

}  // namespace
}  // namespace skald::cli
