#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/durability/scenarios.h"
#include "tests/store/recording_vfs/recording_vfs.h"
#include "tests/store/temporary_folder.h"

namespace skald::durability {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class DiskFault : public testing::Test {
 protected:
  tests::World& open() {
    const auto file = busy_file(folder_.file("test.db"), disk_.name());
    world_.emplace([file] { return store::open_sqlite(file); }, runtime::Options());
    return *world_;
  }
  bool is_known_to_be_full() { return world_->engine().metrics().disk_full.load(); }
  void wait_until_full(bool expected) {
    while (is_known_to_be_full() != expected) std::this_thread::yield();
  }

  const store::TemporaryFolder folder_;
  store::RecordingVfs disk_;
  std::optional<tests::World> world_;
};

TEST_F(DiskFault, full_disk_refuses_requests_and_goes_on_reading_until_there_is_space_again) {
  tests::World& world = open();
  ASSERT_TRUE(world.start("before").ok());
  disk_.fill_disk();
  // The one that meets the full disk waits for its answer; those behind it are refused.
  auto waits = std::async(std::launch::async, [&] { return world.start("waits").ok(); });
  wait_until_full(true);
  const auto refused = world.start("refused");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kResourceExhausted);
  EXPECT_THAT(refused.error().message, HasSubstr("disk"));
  EXPECT_EQ(world.signal("before", "s").error().code, Code::kResourceExhausted);
  EXPECT_THAT(world.events("before"), testing::SizeIs(2));
  EXPECT_TRUE(world.describe("before").ok());
  EXPECT_EQ(waits.wait_for(std::chrono::seconds(0)), std::future_status::timeout);

  disk_.free_disk();
  EXPECT_TRUE(waits.get());
  wait_until_full(false);
  EXPECT_TRUE(world.start("refused").ok());
  EXPECT_TRUE(world.signal("before", "s").ok());
  EXPECT_THAT(world.events("before").back(), HasSubstr("WorkflowExecutionSignaled"));
}

TEST_F(DiskFault, what_waited_for_space_survives_a_power_cut_after_its_answer) {
  tests::World& world = open();
  disk_.fill_disk();
  auto waits = std::async(std::launch::async, [&] { return world.start("waits"); });
  wait_until_full(true);
  disk_.free_disk();
  const auto started = waits.get();
  ASSERT_TRUE(started.ok());
  const store::TemporaryFolder image;
  disk_.write_crash_image(image.path(), 1);
  EXPECT_THAT(contradictions(image.file("test.db"), {{Fact::Kind::kStarted, {"waits", started->run_id()}}}),
              IsEmpty());
}

using DiskFaultDeathTest = DiskFault;

TEST_F(DiskFaultDeathTest, failed_sync_ends_the_process_after_on_fatal) {
  const auto live = [this] {
    const auto file = busy_file(folder_.file("test.db"), disk_.name());
    runtime::Options options;
    options.on_fatal = [](const Error& error) { std::cerr << "on_fatal: " << error.message << '\n'; };
    tests::World world([file] { return store::open_sqlite(file); }, options);
    static_cast<void>(world.start("before"));
    disk_.fail_next_sync();
    static_cast<void>(world.start("w"));
    std::cerr << "an answer was given\n";
  };
  EXPECT_EXIT(live(), testing::KilledBySignal(SIGABRT),
              "on_fatal: .*a sync failed, what is on the disk is unknown");
}

}  // namespace
}  // namespace skald::durability
