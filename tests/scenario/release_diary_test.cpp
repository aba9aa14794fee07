#include "tests/scenario/release_diary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/world.h"
#include "tests/store/temporary_folder.h"

/// That the check which runs in every scenario test can fail.
namespace skald::tests {
namespace {

using durability::Fact;
using testing::HasSubstr;
using testing::ThrowsMessage;

class ReleaseDiaryTest : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  World world_{folder_.file("test.db")};
};

TEST_F(ReleaseDiaryTest, catches_syncs_that_do_nothing) {
  world_.disk().ignore_syncs();
  EXPECT_THAT([&] { static_cast<void>(world_.start("w")); },
              ThrowsMessage<std::logic_error>(HasSubstr("execution not found")));
}

// A gate that opens early lets out what is not durable yet: here it is noted before its call.
TEST_F(ReleaseDiaryTest, catches_an_answer_that_comes_before_its_row_is_synced) {
  ASSERT_TRUE(world_.start("w").ok());
  world_.diary()->note({Fact::Kind::kSignalledSoOften, {"w", "", "s", "1"}});
  EXPECT_THAT([&] { static_cast<void>(world_.signal("w", "s")); },
              ThrowsMessage<std::logic_error>(HasSubstr("the signal s 0 times")));
}

TEST_F(ReleaseDiaryTest, catches_a_history_that_was_read_too_early) {
  ASSERT_TRUE(world_.start("w").ok());
  world_.diary()->note(
      {Fact::Kind::kRead, {"w", "", "WorkflowExecutionStarted", "WorkflowExecutionSignaled"}});
  EXPECT_THAT([&] { world_.diary()->check(); },
              ThrowsMessage<std::logic_error>(HasSubstr("had event 2 WorkflowExecutionSignaled")));
}

TEST_F(ReleaseDiaryTest, catches_an_activity_that_began_too_early) {
  const auto started = world_.start("w");
  world_.diary()->note({Fact::Kind::kActivityBegan, {"w", started->run_id(), "a", "1"}});
  EXPECT_THAT([&] { world_.diary()->check(); },
              ThrowsMessage<std::logic_error>(HasSubstr("of activity a again")));
}

TEST_F(ReleaseDiaryTest, catches_the_second_of_two_signals_of_one_name) {
  ASSERT_TRUE(world_.start("w").ok());
  ASSERT_TRUE(world_.signal("w", "s").ok());
  world_.disk().ignore_syncs();
  EXPECT_THAT([&] { static_cast<void>(world_.signal("w", "s")); },
              ThrowsMessage<std::logic_error>(HasSubstr("the signal s 1 times")));
}

}  // namespace
}  // namespace skald::tests
