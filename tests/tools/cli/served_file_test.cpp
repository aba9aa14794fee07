#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <skald/client.h>
#include <skald/engine.h>

#include "tests/tools/cli/program.h"

/// Commands on a file that another process has, and serves.
namespace skald::cli {
namespace {

using testing::HasSubstr;

TEST(ServedFile, is_changed_through_its_owners_port) {
  const Folder folder;
  const Engine owner{folder.database(), {.listen = {"127.0.0.1:0"}}};
  succeed({"workflow", "start", "--db", folder.database(), "--type", "t", "-t", "q", "-w", "one"});
  EXPECT_EQ(Client{owner}.handle("one").describe().status, WorkflowStatus::kRunning);
  succeed({"workflow", "terminate", "--db", folder.database(), "-w", "one"});
  EXPECT_EQ(Client{owner}.handle("one").describe().status, WorkflowStatus::kTerminated);
}

TEST(ServedFile, of_an_owner_without_a_port_is_refused_by_the_owners_name) {
  const Folder folder;
  const Engine owner{folder.database()};
  const Outcome outcome =
      skald({"workflow", "start", "--db", folder.database(), "--type", "t", "-t", "q", "-w", "one"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("SKALD1006"));
}

}  // namespace
}  // namespace skald::cli
