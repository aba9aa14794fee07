#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "tests/store/sqlite_file.h"
#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

class SqliteReaderAlone : public testing::Test {
 protected:
  TemporaryFolder folder_;
  Options options_{.path = folder_.file("test.db")};
  RunStory run_{1, {}};

  std::unique_ptr<Reader> reader() { return value_of(open_sqlite_reader(options_.path)); }
  static void commit(Store& store, const LogRow& row) {
    expect_ok(store.writer().begin());
    expect_ok(store.writer().append(row));
    expect_ok(store.writer().commit());
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  /// Commits the run's rows in a process that dies without closing the file.
  void crash_after_commit() {
    const pid_t child = ::fork();
    if (child == 0) {
      auto store = open_sqlite(options_);
      bool done = store.ok() && (*store)->writer().begin().ok();
      for (const LogRow& row : run_.rows()) done = done && (*store)->writer().append(row).ok();
      ::_exit(done && (*store)->writer().commit().ok() ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
  }
};

TEST_F(SqliteReaderAlone, missing_file_is_not_found_and_not_made) {
  EXPECT_EQ(code_of(open_sqlite_reader(options_.path)), Code::kNotFound);
  EXPECT_THAT(files(), testing::IsEmpty());
}

TEST_F(SqliteReaderAlone, sees_what_a_running_owner_commits) {
  auto store = open_or_fail(options_);
  auto beside = reader();
  EXPECT_EQ(code_of(beside->chain(1, 1, 0)), Code::kDataLoss);
  commit(*store, run_.rows()[0]);
  EXPECT_EQ(value_of(beside->chain(1, 1, 0)), run_.rows());
}

TEST_F(SqliteReaderAlone, does_not_take_the_lock_from_an_owner) {
  auto store = open_or_fail(options_);
  { auto beside = reader(); }
  EXPECT_EQ(code_of(open_sqlite(options_)), Code::kFailedPrecondition);
  commit(*store, run_.rows()[0]);
  EXPECT_EQ(value_of(reader()->chain(1, 1, 0)), run_.rows());
}

TEST_F(SqliteReaderAlone, leaves_no_trace_beside_a_closed_file) {
  { commit(*open_or_fail(options_), run_.rows()[0]); }
  const auto before = files();
  const std::string bytes = read_file(options_.path);
  {
    auto alone = reader();
    EXPECT_EQ(value_of(alone->chain(1, 1, 0)), run_.rows());
    EXPECT_THAT(files(), testing::UnorderedElementsAreArray(before));
  }
  EXPECT_THAT(files(), testing::UnorderedElementsAreArray(before));
  EXPECT_EQ(read_file(options_.path), bytes);
}

TEST_F(SqliteReaderAlone, goes_over_to_an_owner_that_comes_later) {
  { commit(*open_or_fail(options_), run_.rows()[0]); }
  auto alone = reader();
  EXPECT_EQ(value_of(alone->chain(1, 1, 0)).size(), 1u);
  auto store = open_or_fail(options_);
  commit(*store, run_.then(2));
  EXPECT_EQ(value_of(alone->chain(1, 2, 0)), run_.rows());
}

TEST_F(SqliteReaderAlone, notices_an_owner_that_came_and_went) {
  { commit(*open_or_fail(options_), run_.rows()[0]); }
  auto alone = reader();
  EXPECT_EQ(value_of(alone->meta()).incarnation, 1u);
  { commit(*open_or_fail(options_), run_.then(2)); }
  EXPECT_EQ(value_of(alone->chain(1, 2, 0)), run_.rows());
}

TEST_F(SqliteReaderAlone, scan_that_an_owner_interrupts_is_a_conflict_and_can_be_repeated) {
  { commit(*open_or_fail(options_), run_.rows()[0]); }
  auto alone = reader();
  auto store = open_or_fail(options_);
  commit(*store, run_.then(2));
  const auto count = [&](int& rows) {
    return alone->scan_log(
        1, [&](LogRow&&) { return ++rows, Status(); }, [](RunNumber, const Error&) {});
  };
  int rows = 0;
  EXPECT_EQ(code_of(count(rows)), Code::kConflict);
  rows = 0;
  expect_ok(count(rows));
  EXPECT_EQ(rows, 2);
}

TEST_F(SqliteReaderAlone, reads_what_a_crash_left_in_the_wal_and_leaves_it_there) {
  run_.then(2);
  crash_after_commit();
  for (const bool has_index : {true, false}) {
    if (!has_index) std::filesystem::remove(options_.path + "-shm");
    const std::string database = read_file(options_.path);
    const std::string wal = read_file(options_.path + "-wal");
    ASSERT_FALSE(wal.empty());
    EXPECT_EQ(value_of(reader()->chain(1, 2, 0)), run_.rows());
    EXPECT_EQ(read_file(options_.path), database);
    EXPECT_EQ(read_file(options_.path + "-wal"), wal);
  }
  EXPECT_EQ(open_or_fail(options_)->opened().next_seq, 3u);
}

TEST_F(SqliteReaderAlone, reads_a_copy_in_a_folder_that_cannot_be_written) {
  if (::geteuid() == 0) GTEST_SKIP() << "the superuser may write everywhere";
  { commit(*open_or_fail(options_), run_.rows()[0]); }
  std::filesystem::permissions(folder_.path(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(value_of(reader()->chain(1, 1, 0)), run_.rows());
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::owner_all);
}

TEST_F(SqliteReaderAlone, never_moves_the_wal_into_the_file) {
  auto store = open_or_fail(options_);
  commit(*store, run_.rows()[0]);
  const std::string before = read_file(options_.path);
  { value_of(store->reader()); }
  { reader(); }
  EXPECT_EQ(read_file(options_.path), before);
}

TEST_F(SqliteReaderAlone, checkpoints_follow_the_limits_and_lose_nothing) {
  options_.passive_checkpoint_bytes = 64 << 10;
  options_.restart_checkpoint_bytes = 256 << 10;
  auto store = open_or_fail(options_);
  auto beside = value_of(store->reader());
  int checkpoints = 0;
  std::uintmax_t largest = 0;
  for (Seq seq = 2; seq < 400; ++seq) {
    commit(*store, seq == 2 ? run_.rows()[0] : run_.then(seq - 1, 1, 3000));
    checkpoints += value_of(store->writer().checkpoint_if_needed()) ? 1 : 0;
    largest = std::max(largest, std::filesystem::file_size(options_.path + "-wal"));
  }
  EXPECT_GT(checkpoints, 5);
  EXPECT_LT(largest, 400u << 10);
  EXPECT_EQ(value_of(beside->chain(1, run_.last(), 0)), run_.rows());
}

// It would stop them for seconds, again and again, if checkpoints that begin the WAL anew waited for it.
TEST_F(SqliteReaderAlone, reader_in_a_transaction_does_not_stop_commits_or_checkpoints) {
  options_.passive_checkpoint_bytes = 64 << 10;
  options_.restart_checkpoint_bytes = 128 << 10;
  auto store = open_or_fail(options_);
  commit(*store, run_.rows()[0]);
  auto beside = value_of(store->reader());
  int rows = 0;
  expect_ok(beside->scan_log(
      1,
      [&](LogRow&&) {
        for (Seq seq = 2; seq < 30; ++seq) {
          commit(*store, run_.then(seq, 1, 3000));
          EXPECT_TRUE(store->writer().checkpoint_if_needed().ok());
        }
        return ++rows, Status();
      },
      [](RunNumber, const Error&) {}));
  EXPECT_EQ(rows, 1);  // its own snapshot
  EXPECT_EQ(value_of(beside->chain(1, 29, 0)), run_.rows());
}

}  // namespace
}  // namespace skald::store
