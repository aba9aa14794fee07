#include "engine/store/sqlite/wal_scan.h"

#include <filesystem>

#include "engine/store/sqlite/wal_format.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

constexpr std::size_t kFrame = 4096 + kWalFrameHeaderSize;

/// A file as a crash leaves it: ten transactions in the WAL, none in the database.
class WalAfterCrash : public testing::Test {
 protected:
  TemporaryFolder folder_;
  Options options_{.path = folder_.file("crashed.db")};
  const std::string wal_path_ = options_.path + "-wal";
  RunStory run_{1, {}};
  std::vector<std::size_t> ends_;  // size of the WAL after each commit

  WalAfterCrash() {
    const Options live{.path = folder_.file("live.db")};
    auto store = open_or_fail(live);
    for (Seq seq = 1; seq <= 10; ++seq) {
      expect_ok(store->writer().begin());
      expect_ok(store->writer().append(seq == 1 ? run_.rows()[0] : run_.then(seq, 1, 6000)));
      expect_ok(store->writer().commit());
      ends_.push_back(std::filesystem::file_size(live.path + "-wal"));
    }
    // Between transactions the files are what a crash would leave.
    std::filesystem::copy_file(live.path, options_.path);
    std::filesystem::copy_file(live.path + "-wal", wal_path_);
  }

  WalScan scan() { return value_of(scan_wal(sqlite3_vfs_find(nullptr), options_.path)); }
  static std::size_t frame_of(std::size_t end) { return (end - kWalHeaderSize) / kFrame; }
  void expect_lost_commits() {
    EXPECT_TRUE(scan().has_lost_commits);
    auto store = open_sqlite(options_);
    EXPECT_EQ(code_of(store), Code::kDataLoss);
    EXPECT_THAT(store.error().message, testing::HasSubstr(options_.path + "-wal"));
  }
  /// How many of the run's rows the opened file has.
  std::size_t rows_after_opening() {
    auto store = open_or_fail(options_);
    if (!store) return 0;
    std::size_t rows = 0;
    expect_ok(value_of(store->reader())
                  ->scan_log(
                      1, [&](LogRow&&) { return ++rows, Status(); }, [](RunNumber, const Error&) {}));
    return rows;
  }
};

TEST_F(WalAfterCrash, whole_wal_is_good_to_its_end) {
  const WalScan found = scan();
  EXPECT_EQ(found.good_frames, static_cast<std::int64_t>(frame_of(ends_.back())));
  EXPECT_EQ(found.committed, found.good_frames);
  EXPECT_EQ(found.leftover_frames, 0);
  EXPECT_FALSE(found.has_lost_commits);
  EXPECT_EQ(rows_after_opening(), 10u);
}

TEST_F(WalAfterCrash, tail_that_was_cut_off_is_a_crash_while_writing) {
  std::filesystem::resize_file(wal_path_, ends_[8] + kFrame + 100);
  EXPECT_FALSE(scan().has_lost_commits);
  EXPECT_EQ(rows_after_opening(), 9u);
}

TEST_F(WalAfterCrash, hole_in_the_last_transaction_is_a_crash_while_writing) {
  flip_bit(wal_path_, ends_[8] + kWalFrameHeaderSize + 100);
  const WalScan found = scan();
  EXPECT_FALSE(found.has_lost_commits);
  EXPECT_GT(found.leftover_frames, 0);
  EXPECT_EQ(rows_after_opening(), 9u);
}

TEST_F(WalAfterCrash, flipped_bit_before_the_last_transaction_is_lost_commits) {
  for (const std::size_t place : {std::size_t{kWalHeaderSize + kWalFrameHeaderSize + 7}, ends_[4] + 200,
                                  ends_[4] - 10, ends_[7] + kWalFrameHeaderSize + 1}) {
    flip_bit(wal_path_, place);
    expect_lost_commits();
    flip_bit(wal_path_, place);
  }
  EXPECT_EQ(rows_after_opening(), 10u);
}

TEST_F(WalAfterCrash, flipped_bit_in_a_frames_header_is_lost_commits) {
  const std::size_t frame = ends_[4];
  for (std::size_t byte = 0; byte < kWalFrameHeaderSize; ++byte) {
    flip_bit(wal_path_, frame + byte, 2);
    EXPECT_TRUE(scan().has_lost_commits) << "byte " << byte;
    flip_bit(wal_path_, frame + byte, 2);
  }
}

TEST_F(WalAfterCrash, damaged_header_is_lost_commits) {
  for (const std::size_t byte : {0u, 10u, 17u, 30u}) {
    flip_bit(wal_path_, byte);
    expect_lost_commits();
    flip_bit(wal_path_, byte);
  }
}

TEST_F(WalAfterCrash, accepted_loss_opens_with_what_came_before_it) {
  flip_bit(wal_path_, ends_[4] + 200);
  options_.accept_data_loss = true;
  EXPECT_EQ(rows_after_opening(), 5u);
  options_.accept_data_loss = false;
  EXPECT_EQ(rows_after_opening(), 5u);
}

TEST(WalScan, frames_of_an_older_generation_do_not_count) {
  TemporaryFolder folder;
  const Options options{.path = folder.file("test.db"), .passive_checkpoint_bytes = 100 << 10};
  auto store = open_or_fail(options);
  RunStory run(1, {});
  bool has_started_again = false;
  std::uintmax_t size = 0;
  for (Seq seq = 2; !has_started_again; ++seq) {
    expect_ok(store->writer().begin());
    expect_ok(store->writer().append(seq == 2 ? run.rows()[0] : run.then(seq - 1, 1, 3000)));
    expect_ok(store->writer().commit());
    const std::uintmax_t now = std::filesystem::file_size(options.path + "-wal");
    has_started_again = size == now;
    size = now;
    if (!has_started_again) value_of(store->writer().checkpoint_if_needed());
  }
  const WalScan found = value_of(scan_wal(sqlite3_vfs_find(nullptr), options.path));
  EXPECT_LT(found.good_frames, found.frames);
  EXPECT_EQ(found.committed, found.good_frames);
  EXPECT_EQ(found.leftover_frames, 0);
  EXPECT_FALSE(found.has_lost_commits);
}

TEST_F(WalAfterCrash, empty_database_beside_a_full_wal_is_data_loss) {
  write_file(options_.path, "");
  auto store = open_sqlite(options_);
  EXPECT_EQ(code_of(store), Code::kDataLoss);
}

}  // namespace
}  // namespace skald::store
