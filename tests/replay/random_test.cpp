#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsl/replay/random.h"
#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;

std::vector<std::uint64_t> first_three(const std::string& run_id) {
  replay::RandomBits bits(run_id);
  return {bits.next(), bits.next(), bits.next()};
}

// Fixed for ever: a history made by one build is replayed by all later ones.
TEST(Random, numbers_of_a_run_id_never_change) {
  EXPECT_THAT(first_three("1f0e2d3c-4b5a-4697-8877-665544332211"),
              ElementsAre(0xab543f178308088bu, 0x822f6a6b86cae466u, 0x548e33149c2dbf9eu));
  EXPECT_THAT(first_three(""), ElementsAre(0x21382ef092ed7068u, 0x5b54c052757adf62u, 0xa64cb2cf68795072u));
}

TEST(Random, is_the_same_in_every_replay_and_follows_the_run_id) {
  std::vector<std::uint64_t> seen;
  Story story(define_body([&seen] {
    seen.push_back(detail::random_bits());
    return json(call("a"));
  }));
  story.task();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], first_three("1f0e2d3c-4b5a-4697-8877-665544332211")[0]);
}

TEST(Random, of_a_reset_run_follows_its_new_id_behind_the_cut) {
  std::vector<std::uint64_t> seen;
  const auto definition = define_body([&seen] {
    seen.push_back(detail::random_bits());
    call("a");
    seen.push_back(detail::random_bits());
    return json("0");
  });
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.activity_scheduled("1", "a");
  server.activity_completed(5, "0");
  server.task_scheduled(), server.task_started(), server.task_reset("new-run");
  server.task();
  server.run_completed();
  EXPECT_FALSE(replay::replay_history(server.history(), definition, {}).has_value());
  EXPECT_THAT(seen,
              ElementsAre(first_three("1f0e2d3c-4b5a-4697-8877-665544332211")[0], first_three("new-run")[0]));
}

}  // namespace
}  // namespace skald::replay_tests
