#include "tests/store/recording_vfs/disk_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace skald::store {
namespace {

constexpr char kFile[] = "/a/file";

class DiskModelTest : public testing::Test {
 protected:
  DiskModel disk_;

  DiskModelTest() {
    disk_.create(kFile);
    disk_.write(kFile, 0, std::string(1024, 'a'));
    disk_.sync(kFile);
    disk_.sync_folder();
  }
  /// Every content that some power cut leaves.
  std::set<std::string> possible() const {
    std::set<std::string> found;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const DiskImage image = disk_.crash_image(seed);
      found.insert(image.count(kFile) == 0 ? "missing" : image.at(kFile));
    }
    return found;
  }
};

TEST_F(DiskModelTest, synced_content_is_all_that_can_be_left) {
  EXPECT_THAT(possible(), testing::ElementsAre(std::string(1024, 'a')));
}

TEST_F(DiskModelTest, unsynced_sectors_are_there_or_not_each_by_itself) {
  disk_.write(kFile, 0, std::string(1024, 'b'));
  const std::string a(512, 'a'), b(512, 'b');
  EXPECT_THAT(possible(), testing::UnorderedElementsAre(a + a, a + b, b + a, b + b));
  EXPECT_EQ(disk_.synced_image().at(kFile), a + a);
  disk_.sync(kFile);
  EXPECT_THAT(possible(), testing::ElementsAre(b + b));
}

TEST_F(DiskModelTest, write_within_a_sector_keeps_the_rest_of_it) {
  disk_.write(kFile, 510, "xyz!");
  disk_.sync(kFile);
  std::string expected(1024, 'a');
  expected.replace(510, 4, "xyz!");
  EXPECT_EQ(disk_.synced_image().at(kFile), expected);
}

TEST_F(DiskModelTest, sector_may_be_left_as_an_earlier_write_made_it) {
  disk_.write(kFile, 0, "1");
  disk_.write(kFile, 0, "2");
  std::set<char> first;
  for (const std::string& content : possible()) first.insert(content[0]);
  EXPECT_THAT(first, testing::ElementsAre('1', '2', 'a'));
}

TEST_F(DiskModelTest, unsynced_truncation_may_have_happened_or_not) {
  disk_.truncate(kFile, 100);
  EXPECT_THAT(possible(), testing::UnorderedElementsAre(std::string(1024, 'a'), std::string(100, 'a')));
  disk_.sync(kFile);
  EXPECT_THAT(possible(), testing::ElementsAre(std::string(100, 'a')));
}

TEST_F(DiskModelTest, file_that_grows_after_a_truncation_has_zeros_in_between) {
  disk_.truncate(kFile, 100);
  disk_.write(kFile, 600, "end");
  disk_.sync(kFile);
  EXPECT_EQ(disk_.synced_image().at(kFile), std::string(100, 'a') + std::string(500, '\0') + "end");
}

TEST_F(DiskModelTest, deleted_file_may_be_back_until_the_folder_is_synced) {
  disk_.remove(kFile);
  EXPECT_THAT(possible(), testing::UnorderedElementsAre("missing", std::string(1024, 'a')));
  disk_.sync_folder();
  EXPECT_THAT(possible(), testing::ElementsAre("missing"));
}

TEST_F(DiskModelTest, new_file_may_be_missing_until_the_folder_is_synced) {
  disk_.remove(kFile);
  disk_.sync_folder();
  disk_.create(kFile);
  disk_.write(kFile, 0, "new");
  disk_.sync(kFile);
  EXPECT_THAT(possible(), testing::UnorderedElementsAre("missing", "new"));
  disk_.sync_folder();
  EXPECT_THAT(possible(), testing::ElementsAre("new"));
}

}  // namespace
}  // namespace skald::store
