#include <gtest/gtest.h>

#include <thread>

#include "tests/scenario/failing_store.h"
#include "tests/scenario/world.h"
#include "tests/store/temporary_folder.h"

/// A list or count over millions of runs takes its time.
namespace skald::tests {
namespace {

TEST(LongCount, keeps_no_other_call_waiting) {
  const store::TemporaryFolder folder;
  StoreFaults faults;
  World world(folder.file("test.db"), {},
              [&](std::unique_ptr<store::Store> store) { return failing_store(std::move(store), faults); });
  ASSERT_TRUE(world.start("closed").ok());
  ASSERT_TRUE(world.terminate("closed", "enough").ok());
  while (world.engine().metrics().resident_runs != 0) ASSERT_EQ(world.count(), 1);
  const int before = faults.counts;
  faults.counting = true;
  std::thread counting([&] { EXPECT_GE(world.count(), 1); });
  while (faults.counts == before) std::this_thread::yield();
  EXPECT_TRUE(world.describe("closed").ok());  // stands in the file alone
  EXPECT_TRUE(world.start("next").ok());
  faults.counting = false;
  counting.join();
}

}  // namespace
}  // namespace skald::tests
