#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "engine/runtime/known_ids.h"
#include "tests/scenario/world.h"
#include "tests/store/temporary_folder.h"

/// A workflow id that nobody has used costs no look into the file; one that somebody has is found whatever
/// happened since.
namespace skald::tests {
namespace {

namespace enums = temporal::api::enums::v1;

std::uint64_t hash_of(int number) { return std::hash<std::string>{}("order-" + std::to_string(number)); }

TEST(KnownIds, are_found_all_and_few_others) {
  constexpr int kIds = 100'000;
  runtime::KnownIds ids;
  EXPECT_FALSE(ids.may_have(hash_of(0)));
  for (int i = 0; i < kIds; ++i) ids.add(hash_of(i));
  int found = 0;
  int taken_for_known = 0;
  for (int i = 0; i < kIds; ++i) {
    found += ids.may_have(hash_of(i)) ? 1 : 0;
    taken_for_known += ids.may_have(hash_of(kIds + i)) ? 1 : 0;
  }
  EXPECT_EQ(found, kIds);
  EXPECT_LT(taken_for_known, kIds / 50);
}

TEST(KnownIds, whose_hashes_agree_in_the_lower_bits_are_told_apart) {
  constexpr int kIds = 20'000;
  runtime::KnownIds ids;
  int taken_for_known = 0;
  for (int i = 0; i < kIds; ++i) ids.add(hash_of(i) << 6);
  for (int i = kIds; i < 2 * kIds; ++i) taken_for_known += ids.may_have(hash_of(i) << 6) ? 1 : 0;
  EXPECT_LT(taken_for_known, kIds / 50);
}

class NewIds : public testing::Test {
 protected:
  std::uint64_t loads() { return world_.engine().metrics().loads; }

  /// Until the engine has seen all ids of the file.
  void wait_for_ids() {
    for (std::uint64_t before = loads() - 1; before != loads();) {
      before = loads();
      ASSERT_TRUE(world_.start("new-" + std::to_string(++started_)).ok());
    }
  }
  void run_to_the_end(const std::string& id) {
    ASSERT_TRUE(world_.start(id).ok());
    ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {complete_workflow()}).ok());
  }
  /// What a start answers that refuses every id which was used before.
  Code start_once(const std::string& id) {
    auto request = World::start_request(id);
    request.set_workflow_id_reuse_policy(enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
    const auto answer = world_.start(request);
    return answer.ok() ? Code::kUnimplemented : answer.error().code;
  }

  store::TemporaryFolder folder_;
  World world_{folder_.file("test.db")};
  int started_ = 0;
};

TEST_F(NewIds, cost_no_look_into_the_file) {
  wait_for_ids();
  const std::uint64_t before = loads();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(world_.start(id).ok());
  EXPECT_EQ(world_.describe("unknown").error().code, Code::kNotFound);
  EXPECT_EQ(loads(), before);
}

TEST_F(NewIds, are_not_those_of_closed_runs) {
  run_to_the_end("first");
  wait_for_ids();
  run_to_the_end("second");
  for (int opening = 0; opening < 2; ++opening) {
    EXPECT_EQ(start_once("first"), Code::kAlreadyExists);
    EXPECT_EQ(start_once("second"), Code::kAlreadyExists);
    wait_for_ids();
    EXPECT_EQ(start_once("first"), Code::kAlreadyExists);
    EXPECT_EQ(start_once("second"), Code::kAlreadyExists);
    world_.restart();
  }
}

TEST_F(NewIds, are_not_those_of_another_namespace) {
  wait_for_ids();
  ASSERT_TRUE(world_.start("shared").ok());
  wire::RegisterNamespaceRequest made;
  made.set_namespace_("other");
  made.mutable_workflow_execution_retention_period()->set_seconds(86'400);
  ASSERT_TRUE(world_.call(&workers::Connection::register_namespace, made).ok());
  const std::uint64_t before = loads();
  auto request = World::start_request("shared");
  request.set_namespace_("other");
  ASSERT_TRUE(world_.start(request).ok());
  EXPECT_EQ(loads(), before);
}

// More than are read at once.
TEST_F(NewIds, are_not_those_of_a_large_file) {
  constexpr int kRuns = 3'000;
  std::atomic<int> begun = 0;
  for (int i = 0; i < kRuns; ++i) {
    world_.connection().start_workflow_execution(World::start_request("old-" + std::to_string(i)),
                                                 [&](const auto& reply) { begun += reply.ok() ? 1 : 0; });
  }
  while (begun < kRuns) std::this_thread::yield();
  world_.restart();
  wait_for_ids();
  for (const int i : {0, 1, kRuns / 2, kRuns - 2, kRuns - 1})
    EXPECT_EQ(start_once("old-" + std::to_string(i)), Code::kAlreadyExists) << i;
}

}  // namespace
}  // namespace skald::tests
