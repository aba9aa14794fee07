#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/bad_input/orders.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/temporary_folder.h"

/// What a crash leaves beside the file, and what a disk makes of it.
namespace skald::bad_input {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr int kOrders = 5;

/// A file and its WAL as SIGKILL leaves them, with five orders that were acknowledged one after another.
class CrashedFile : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  const std::string path_ = folder_.file("crashed.db");
  const std::string wal_ = path_ + "-wal";
  /// The WAL's size when the order was acknowledged, at least.
  std::vector<std::uintmax_t> acknowledged_;

  CrashedFile() {
    const std::string live = folder_.file("live.db");
    Engine engine(live);
    for (int i = 0; i < kOrders; ++i) {
      Client(engine).start<hold>({.id = std::to_string(i), .task_queue = kQueue},
                                 Order{std::to_string(i), i});
      acknowledged_.push_back(std::filesystem::file_size(live + "-wal"));
    }
    engine.flush();
    std::filesystem::copy_file(live, path_);
    std::filesystem::copy_file(live + "-wal", wal_);
  }

  /// Ids of orders that the opened file knows.
  std::vector<int> orders(const EngineOptions& options = {}) {
    const Engine engine(path_, options);
    std::vector<int> found;
    for (int i = 0; i < kOrders; ++i) {
      try {
        Client(engine).handle(std::to_string(i)).describe();
        found.push_back(i);
      } catch (const ClientError& error) {
        EXPECT_EQ(error.code(), ClientErrorCode::kNotFound) << error.what();
      }
    }
    return found;
  }
};

TEST_F(CrashedFile, opens_with_every_order) {
  EXPECT_THAT(orders(), testing::ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(orders(), testing::ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(CrashedFile, with_a_torn_tail_opens_with_every_order_that_was_whole) {
  std::filesystem::resize_file(wal_, acknowledged_[3] + 1000);
  EXPECT_THAT(orders(), testing::ElementsAre(0, 1, 2, 3));
}

TEST_F(CrashedFile, with_a_damaged_wal_is_refused_until_the_loss_is_accepted) {
  store::flip_bit(wal_, acknowledged_[1] + 200, 4);
  for (int tries = 0; tries < 2; ++tries) {
    EXPECT_THAT(refusal_of(path_),
                AllOf(StartsWith("SKALD1005: "), HasSubstr(wal_), HasSubstr("accept_data_loss")));
  }
  store::flip_bit(wal_, acknowledged_[1] + 200, 4);
  const std::string whole_wal = store::read_file(wal_);
  const std::string whole_file = store::read_file(path_);
  store::flip_bit(wal_, acknowledged_[1] + 200, 4);
  EXPECT_THAT(orders({.accept_data_loss = true}), testing::ElementsAre(0, 1));
  EXPECT_THAT(orders(), testing::ElementsAre(0, 1));
  // Nothing was lost but by that choice.
  store::write_file(path_, whole_file);
  store::write_file(wal_, whole_wal);
  EXPECT_THAT(orders(), testing::ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(CrashedFile, that_is_empty_beside_its_wal_is_refused) {
  store::write_file(path_, "");
  EXPECT_THAT(refusal_of(path_), AllOf(StartsWith("SKALD1009: "), HasSubstr("restore both")));
}

}  // namespace
}  // namespace skald::bad_input
