#include "skald/errors.h"

#include <gtest/gtest.h>

#include "skald/detail/kept_error.h"

namespace skald::tests {
namespace {

TEST(Errors, a_chain_tells_every_cause) {
  const auto root = std::make_shared<ApplicationError>("declined");
  const auto middle = std::make_shared<TimeoutError>("timed out", TimeoutType::kHeartbeat, Payloads{}, root);
  const ActivityError outer("charge failed", "charge", "5", 4, middle);
  EXPECT_EQ(outer.chain(), "charge failed: timed out: declined");
  EXPECT_EQ(&outer.root_cause(), root.get());
  EXPECT_EQ(&root->root_cause(), root.get());
  EXPECT_EQ(outer.activity_type(), "charge");
  EXPECT_EQ(outer.activity_id(), "5");
  EXPECT_EQ(outer.retry_state(), 4);
}

TEST(Errors, an_application_error_has_a_type_for_retry_policies) {
  EXPECT_EQ(ApplicationError("x").type(), "ApplicationError");
  const ApplicationError error("x", {.type = "Declined", .non_retryable = true});
  EXPECT_EQ(error.type(), "Declined");
  EXPECT_TRUE(error.non_retryable());
}

TEST(Errors, a_kept_error_outlives_its_catch_clause_with_its_own_type) {
  std::shared_ptr<const WorkflowError> kept;
  try {
    throw ActivityError("charge failed", "charge", "5", 0, nullptr);
  } catch (const WorkflowError& error) {
    kept = detail::keep_error(error);
  }
  const auto* activity = dynamic_cast<const ActivityError*>(kept.get());
  ASSERT_NE(activity, nullptr);
  EXPECT_EQ(activity->activity_type(), "charge");
}

}  // namespace
}  // namespace skald::tests
