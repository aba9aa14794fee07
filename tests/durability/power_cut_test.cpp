#include "tests/durability/power_cut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skald::durability {
namespace {

using testing::IsEmpty;

constexpr std::uint64_t kNever = 1'000'000;

struct Sum {
  std::uint64_t cuts = 0;
  std::size_t facts = 0;
  std::vector<std::string> contradictions;
};

// One life for every operation, each cut there.
Sum cut_everywhere(const CutLife& life, std::uint64_t stride = 1, int images = 2) {
  Sum sum;
  for (std::uint64_t operation = 1;; operation += stride) {
    CutOutcome outcome = live_until(life, operation, images);
    sum.contradictions.insert(sum.contradictions.end(), outcome.contradictions.begin(),
                              outcome.contradictions.end());
    sum.facts += outcome.facts;
    if (!outcome.was_cut) return sum;
    ++sum.cuts;
  }
}

class PowerCut : public testing::TestWithParam<Scenario> {};

INSTANTIATE_TEST_SUITE_P(Scenarios, PowerCut, testing::ValuesIn(scenarios()),
                         [](const auto& scenario) { return scenario.param.name; });

TEST_P(PowerCut, at_any_write_or_sync_takes_back_nothing_that_was_told) {
  const Sum sum = cut_everywhere({.play = GetParam().play});
  EXPECT_THAT(sum.contradictions, IsEmpty());
  EXPECT_GT(sum.cuts, 20u);
  EXPECT_GT(sum.facts, sum.cuts / 2) << "hardly anything was told before the cuts";
}

TEST(PowerCutInCreation, leaves_a_file_that_opens) {
  const CutLife life{.play = [](Diary& diary) { diary.start("w"); }};
  std::uint64_t cuts = 0;
  for (std::uint64_t operation = 1;; ++operation) {
    const CutOutcome outcome = live_until_in_creation(life, operation, 4);
    EXPECT_THAT(outcome.contradictions, IsEmpty());
    if (!outcome.was_cut) break;
    ++cuts;
  }
  EXPECT_GT(cuts, 20u);
}

TEST(PowerCutWithoutSyncs, is_caught) {
  const CutLife life{.play = scenarios().front().play,
                     .prepare = [](store::RecordingVfs& disk) { disk.ignore_syncs(); }};
  EXPECT_THAT(cut_everywhere(life).contradictions, Not(IsEmpty()));
}

// A gate that opens early tells what is not durable yet: here a fact is noted before its call.
TEST(PowerCutAfterAnEarlyAnswer, is_caught) {
  const CutLife life{.play = [](Diary& diary) {
    diary.start("w");
    diary.signal_told_too_early("w", "s");
  }};
  EXPECT_THAT(cut_everywhere(life).contradictions,
              testing::Contains(testing::HasSubstr("the signal s 0 times")));
}

TEST(PowerCutOutcome, of_a_life_without_a_cut_has_all_its_facts) {
  const CutOutcome outcome = live_until({.play = scenarios().front().play}, kNever, 1);
  EXPECT_FALSE(outcome.was_cut);
  EXPECT_EQ(outcome.facts, 4u);
  EXPECT_THAT(outcome.contradictions, IsEmpty());
}

}  // namespace
}  // namespace skald::durability
