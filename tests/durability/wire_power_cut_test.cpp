#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/durability/power_cut.h"
#include "tests/durability/wire_scenarios.h"

/// The power goes while a server serves: what a client was told over the wire is on the disk.
///
/// The processes that lose their power are copies of this one, which therefore never uses gRPC itself.
namespace skald::durability {
namespace {

using testing::IsEmpty;

constexpr std::uint64_t kNever = 1'000'000;

/// SKALD_POWER_CUT_STRIDE=1 cuts at every operation.
std::uint64_t stride() {
  const char* text = std::getenv("SKALD_POWER_CUT_STRIDE");
  return text == nullptr ? 11 : std::stoull(text);
}

CutLife over_the_wire(const WireScenario& scenario) {
  return {.play =
              [scenario](Diary& diary) {
                WireDiary wire(diary);
                scenario.play(wire);
              },
          .prepare = {}};
}

class WirePowerCut : public testing::TestWithParam<WireScenario> {};

INSTANTIATE_TEST_SUITE_P(Scenarios, WirePowerCut, testing::ValuesIn(wire_scenarios()),
                         [](const auto& scenario) { return scenario.param.name; });

TEST_P(WirePowerCut, takes_back_nothing_that_a_client_was_told) {
  const CutLife life = over_the_wire(GetParam());
  std::uint64_t cuts = 0;
  std::size_t facts = 0;
  for (std::uint64_t operation = 1;; operation += stride()) {
    const CutOutcome outcome = live_until(life, operation, 2);
    EXPECT_THAT(outcome.contradictions, IsEmpty());
    facts += outcome.facts;
    if (!outcome.was_cut) break;
    ++cuts;
  }
  EXPECT_GT(cuts * stride(), 20u);
  EXPECT_GT(facts, cuts / 2) << "hardly anything was told before the cuts";
  RecordProperty("cuts", std::to_string(cuts));
  RecordProperty("facts", std::to_string(facts));
}

TEST_P(WirePowerCut, a_life_without_one_ends_with_all_its_facts) {
  const CutOutcome outcome = live_until(over_the_wire(GetParam()), kNever, 1);
  EXPECT_FALSE(outcome.was_cut);
  EXPECT_GT(outcome.facts, 6u);
  EXPECT_THAT(outcome.contradictions, IsEmpty());
}

TEST(WirePowerCutWithoutSyncs, is_caught) {
  CutLife life = over_the_wire(wire_scenarios().front());
  life.prepare = [](store::RecordingVfs& disk) { disk.ignore_syncs(); };
  std::vector<std::string> contradictions;
  for (std::uint64_t operation = 10; contradictions.empty() && operation < 40; operation += 5)
    contradictions = live_until(life, operation, 2).contradictions;
  EXPECT_THAT(contradictions, Not(IsEmpty()));
}

}  // namespace
}  // namespace skald::durability
