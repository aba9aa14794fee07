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

TEST(Errors, the_first_of_a_class_in_the_chain_is_found) {
  const auto root = std::make_shared<ApplicationError>("declined");
  const auto middle = std::make_shared<ApplicationError>("no payment", ApplicationError::Options(), root);
  const ActivityError outer("charge failed", "charge", "5", 4, middle);
  EXPECT_EQ(outer.find<ApplicationError>(), middle.get());
  EXPECT_EQ(outer.find<ActivityError>(), &outer);
  EXPECT_EQ(outer.find<WorkflowError>(), &outer);
  EXPECT_EQ(outer.find<TimeoutError>(), nullptr);
}

TEST(Errors, a_failure_is_recognised_by_its_type_wherever_it_stands_in_the_chain) {
  const auto root = std::make_shared<ApplicationError>(non_retryable("CardDeclined", "ends in 1234"));
  const auto timeout =
      std::make_shared<TimeoutError>("timed out", TimeoutType::kStartToClose, Payloads{}, root);
  const ApplicationError outer("not undone", {.type = "CompensationError"}, timeout);
  EXPECT_TRUE(outer.has_type("CompensationError"));
  EXPECT_TRUE(outer.has_type("CardDeclined"));
  EXPECT_TRUE(root->has_type("CardDeclined"));
  EXPECT_FALSE(outer.has_type("Card"));
  EXPECT_FALSE(TimeoutError("timed out", TimeoutType::kHeartbeat).has_type("CardDeclined"));
}

TEST(Errors, a_failure_that_is_not_retryable_says_so) {
  const ApplicationError error = non_retryable("CardDeclined", "ends in 1234");
  EXPECT_TRUE(error.non_retryable());
  EXPECT_EQ(error.type(), "CardDeclined");
  EXPECT_STREQ(error.what(), "ends in 1234");
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
