#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/tools/cli/program.h"

/// The program on files that it cannot use: exit code 1, one line that says which file, what is wrong and
/// what to do.
namespace skald::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class CommandOnBadFile : public testing::Test {
 protected:
  Folder folder_;
  const std::string db_ = folder_.database();

  Words start(const std::string& file) const {
    return {"workflow", "start", "--db", file,    "--type", "greet",
            "-t",       "test",  "-w",   "order", "-i",     "\"Ann\""};
  }
  /// The same from a command that reads and from one that changes.
  void expect_refused(const std::string& file, const std::string& what, const std::string& advice) {
    for (const Words& words : {Words{"workflow", "list", "--db", file}, start(file)}) {
      const Outcome outcome = skald(words);
      EXPECT_EQ(outcome.exit_code, 1) << words[1];
      EXPECT_EQ(outcome.out, "") << words[1];
      EXPECT_THAT(outcome.err,
                  AllOf(StartsWith("skald: "), HasSubstr(file), HasSubstr(what), HasSubstr(advice)));
    }
  }
};

TEST_F(CommandOnBadFile, that_is_text) {
  std::ofstream(db_) << "id,sku\n1,chair\n";
  expect_refused(db_, "SKALD1007", "give another path");
}

TEST_F(CommandOnBadFile, that_is_a_folder) {
  expect_refused(folder_.file("."), "SKALD1011", "it is a folder");
}

TEST_F(CommandOnBadFile, that_was_cut) {
  succeed(start(db_));
  std::filesystem::resize_file(db_, 5000);
  expect_refused(db_, "SKALD1009", "restore it from a backup");
}

TEST_F(CommandOnBadFile, in_a_folder_that_is_missing) {
  const std::string file = folder_.file("missing/test.db");
  EXPECT_THAT(skald({"workflow", "list", "--db", file}).err, HasSubstr("there is no file " + file));
  EXPECT_THAT(skald(start(file)).err,
              AllOf(HasSubstr("SKALD1011"), HasSubstr(file), HasSubstr("folder exists")));
}

TEST_F(CommandOnBadFile, that_is_empty_is_nothing_to_read_and_a_new_one_to_start_in) {
  std::ofstream(db_).flush();
  EXPECT_THAT(skald({"workflow", "list", "--db", db_}).err, HasSubstr(db_ + " is empty: no workflow"));
  succeed(start(db_));
  EXPECT_THAT(succeed({"workflow", "list", "--db", db_}), HasSubstr("order"));
}

TEST_F(CommandOnBadFile, that_another_process_owns_names_its_pid_and_reading_works) {
  WorkerProcess worker(db_);
  const Outcome refused = skald(start(db_));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("SKALD1006: "),
                                 HasSubstr("the process with pid " + std::to_string(worker.pid()))));
  EXPECT_EQ(skald({"workflow", "list", "--db", db_}).exit_code, 0);
}

TEST_F(CommandOnBadFile, that_is_not_there_names_it_once) {
  for (const char* command : {"show", "describe", "cancel", "terminate"}) {
    const Outcome outcome = skald({"workflow", command, "--db", db_, "order"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(outcome.err, "skald: there is no file " + db_ + "\n") << command;
  }
  EXPECT_FALSE(std::filesystem::exists(db_));
}

TEST_F(CommandOnBadFile, text_that_is_not_utf8_is_refused_and_leaves_no_trace) {
  Words words = start(db_);
  words[9] = "caf\xe9";
  const Outcome outcome = skald(words);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.err, "skald: SKALD2001: workflow_id is not UTF-8\n");
  EXPECT_THAT(succeed({"workflow", "list", "--db", db_}), HasSubstr("no workflows"));
}

TEST_F(CommandOnBadFile, with_lost_commits_is_refused_until_a_worker_is_told_to_accept_it) {
  { WorkerProcess(db_).kill_hard(); }
  std::fstream wal(db_ + "-wal", std::ios::binary | std::ios::in | std::ios::out);
  wal.seekp(100);
  wal.put('\x7f');
  wal.close();
  const Outcome refused = skald(start(db_));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("SKALD1005: "), HasSubstr(db_ + "-wal")));
  EXPECT_EQ(WorkerProcess(db_, SKALD_GREETINGS, {"--accept-data-loss"}).stop(), 0);
  succeed(start(db_));
}

}  // namespace
}  // namespace skald::cli
