#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/durability/scenarios.h"
#include "tests/store/recording_vfs/recording_vfs.h"
#include "tests/store/temporary_folder.h"

namespace skald::durability {
namespace {

using testing::IsEmpty;

class SyncedImage : public testing::TestWithParam<Scenario> {};

INSTANTIATE_TEST_SUITE_P(Scenarios, SyncedImage, testing::ValuesIn(scenarios()),
                         [](const auto& scenario) { return scenario.param.name; });

TEST_P(SyncedImage, bears_out_each_answer_at_the_moment_when_it_is_given) {
  const store::TemporaryFolder folder;
  store::RecordingVfs disk;
  const auto file = busy_file(folder.file("test.db"), disk.name());
  std::vector<Fact> facts;
  {
    tests::World world([file] { return store::open_sqlite(file); }, busy_engine());
    Diary diary(world, [&](const Fact& fact) {
      facts.push_back(fact);
      const store::TemporaryFolder image;
      disk.write_synced_image(image.path());
      EXPECT_THAT(contradictions(image.file("test.db"), facts), IsEmpty());
    });
    GetParam().play(diary);
  }
  EXPECT_GE(facts.size(), 4u);
}

TEST(SyncedImageWithoutSyncs, contradicts_the_first_answer) {
  const store::TemporaryFolder folder;
  store::RecordingVfs disk;
  const auto file = busy_file(folder.file("test.db"), disk.name());
  tests::World world([file] { return store::open_sqlite(file); }, busy_engine());
  disk.ignore_syncs();
  std::vector<std::string> found;
  Diary diary(world, [&](const Fact& fact) {
    const store::TemporaryFolder image;
    disk.write_synced_image(image.path());
    found = contradictions(image.file("test.db"), {fact});
  });
  diary.start("w");
  EXPECT_THAT(found, testing::ElementsAre(testing::HasSubstr("execution not found")));
}

}  // namespace
}  // namespace skald::durability
