#include "tests/store/ledger_workload.h"
#include "tests/store/recording_vfs/recording_vfs.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

/// Operations of a workload that meets no fault.
std::uint64_t operations_of_workload() {
  const TemporaryFolder folder;
  RecordingVfs vfs;
  LedgerWorkload ledger;
  ledger.run({.path = folder.file("test.db"), .vfs = vfs.name()});
  EXPECT_TRUE(ledger.is_finished()) << ledger.error().message;
  return vfs.operations();
}

TEST(FullDisk, at_any_write_refuses_and_goes_on_when_there_is_room_again) {
  const std::uint64_t operations = operations_of_workload();
  std::uint64_t refused = 0;
  for (std::uint64_t operation = 1; operation <= operations; ++operation) {
    SCOPED_TRACE("full from operation " + std::to_string(operation));
    const TemporaryFolder folder;
    RecordingVfs vfs;
    vfs.fill_disk_at(operation);
    LedgerWorkload ledger;
    ledger.run_and_repeat({.path = folder.file("test.db"), .vfs = vfs.name()}, [&] {
      ++refused;
      vfs.free_disk();
    });
    ASSERT_TRUE(ledger.is_finished()) << ledger.error().message;
    vfs.free_disk();
    ASSERT_EQ(ledger.check(folder.file("test.db")), "");
  }
  EXPECT_GT(refused, operations / 2);
}

TEST(FullDisk, reads_go_on) {
  const TemporaryFolder folder;
  RecordingVfs vfs;
  auto store = open_or_fail({.path = folder.file("test.db"), .vfs = vfs.name()});
  RunStory run(1, {});
  const auto append = [&](const LogRow& row) -> Status {
    SKALD_TRY(store->writer().begin());
    SKALD_TRY(store->writer().append(row));
    return store->writer().commit();
  };
  expect_ok(append(run.rows()[0]));
  auto reader = value_of(store->reader());
  vfs.fill_disk();
  RunStory longer = run;
  longer.then(2);
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_EQ(code_of(append(longer.rows()[1])), Code::kResourceExhausted);
    EXPECT_EQ(value_of(reader->chain(1, 1, 0)), run.rows());
    EXPECT_TRUE(store->reader().ok());
  }
  vfs.free_disk();
  expect_ok(append(longer.rows()[1]));
  EXPECT_EQ(value_of(reader->chain(1, 2, 0)), longer.rows());
}

TEST(FailedSync, at_any_sync_ends_the_writer_and_loses_nothing_acknowledged) {
  const std::uint64_t operations = operations_of_workload();
  int failed_commits = 0;
  for (std::uint64_t operation = 1; operation <= operations; ++operation) {
    SCOPED_TRACE("sync fails from operation " + std::to_string(operation));
    const TemporaryFolder folder;
    RecordingVfs vfs;
    vfs.fail_sync_at(operation);
    LedgerWorkload ledger;
    ledger.run({.path = folder.file("test.db"), .vfs = vfs.name()});
    if (!ledger.is_finished()) {
      ASSERT_TRUE(vfs.has_sync_failed());
      EXPECT_EQ(ledger.error().code, Code::kDataLoss) << ledger.error().message;
      ++failed_commits;
    }
    const TemporaryFolder image;
    vfs.write_crash_image(image.path(), operation);
    EXPECT_EQ(ledger.check(image.file("test.db")), "");
  }
  EXPECT_GT(failed_commits, 20);
}

TEST(FailedSync, in_a_commit_refuses_everything_that_follows) {
  const TemporaryFolder folder;
  RecordingVfs vfs;
  auto store = open_or_fail({.path = folder.file("test.db"), .vfs = vfs.name()});
  RunStory run(1, {});
  expect_ok(store->writer().begin());
  expect_ok(store->writer().append(run.rows()[0]));
  vfs.fail_next_sync();
  const Status failed = store->writer().commit();
  EXPECT_EQ(code_of(failed), Code::kDataLoss);
  EXPECT_THAT(failed.error().message, testing::HasSubstr("sync failed"));
  EXPECT_EQ(code_of(store->writer().begin()), Code::kDataLoss);
  EXPECT_EQ(code_of(store->writer().checkpoint_if_needed()), Code::kDataLoss);
}

}  // namespace
}  // namespace skald::store
