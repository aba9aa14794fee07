#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/cli/program.h"

namespace skald::cli {
namespace {

using testing::HasSubstr;

TEST(WorkerCommand, a_stopped_worker_ends_with_exit_code_0_and_leaves_the_file_to_others) {
  Folder folder;
  WorkerProcess worker(folder.database());
  EXPECT_EQ(worker.stop(), 0);
  succeed({"workflow", "start", "--db", folder.database(), "--type", "greet", "-t", "test"});
}

TEST(WorkerCommand, a_second_worker_on_a_file_is_refused_and_told_the_first_ones_pid) {
  Folder folder;
  WorkerProcess worker(folder.database());
  const Outcome second =
      skald({"worker", "--library", SKALD_GREETINGS, "--task-queue", "test", "--db", folder.database()});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, HasSubstr(std::to_string(worker.pid())));
}

TEST(WorkerCommand, a_workflow_of_an_unknown_type_waits_and_says_why) {
  Folder folder;
  succeed({"workflow", "start", "--db", folder.database(), "--type", "unheard_of", "-t", "test", "-w", "x"});
  WorkerProcess worker(folder.database());
  std::string text;
  while (text.find("unheard_of is not registered") == std::string::npos) {
    text = succeed({"workflow", "describe", "--db", folder.database(), "x"});
    ASSERT_THAT(text, HasSubstr("running"));
  }
  EXPECT_THAT(text, HasSubstr("greet, wait_for_word"));
}

}  // namespace
}  // namespace skald::cli
