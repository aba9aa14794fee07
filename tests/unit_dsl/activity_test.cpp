#include "skald/activity.h"

#include <gtest/gtest.h>

#include <thread>

#include "skald/errors.h"

namespace skald::tests {
namespace {

/// An attempt as a runner would make it.
class FakeAttempt : public detail::ActivityContext {
 public:
  const ActivityInfo& info() const override { return info_; }
  void heartbeat(Payloads details) override { details_ = std::move(details); }
  const Payloads& heartbeat_details() const override { return details_; }
  bool is_cancelled() const override { return cancelled; }
  const std::map<std::string, Payload>& header() const override { return header_; }

  ActivityInfo info_{.workflow_id = "order-17",
                     .run_id = "run-1",
                     .activity_id = "5",
                     .activity_type = "charge",
                     .attempt = 3};
  Payloads details_;
  std::map<std::string, Payload> header_;
  bool cancelled = false;
};

TEST(Activity, the_context_is_that_of_the_thread) {
  FakeAttempt attempt;
  const detail::CurrentActivity current(attempt);
  EXPECT_EQ(activity::attempt(), 3);
  EXPECT_EQ(activity::workflow_id(), "order-17");
  EXPECT_EQ(activity::run_id(), "run-1");
  EXPECT_EQ(activity::deadline(), std::nullopt);
  bool refused = false;
  std::thread([&] {
    try {
      activity::attempt();
    } catch (const UsageError& error) {
      refused = error.what() == std::string("skald::activity called on a thread that runs no activity");
    }
  }).join();
  EXPECT_TRUE(refused);
}

TEST(Activity, the_context_ends_with_the_attempt) {
  FakeAttempt outer;
  const detail::CurrentActivity around(outer);
  {
    FakeAttempt inner;
    inner.info_.attempt = 9;
    const detail::CurrentActivity current(inner);
    EXPECT_EQ(activity::attempt(), 9);
  }
  EXPECT_EQ(activity::attempt(), 3);
}

TEST(Activity, the_idempotency_key_is_the_same_in_every_attempt) {
  FakeAttempt attempt;
  const detail::CurrentActivity current(attempt);
  EXPECT_EQ(activity::idempotency_key(), "run-1/5");
  attempt.info_.attempt = 4;
  EXPECT_EQ(activity::idempotency_key(), "run-1/5");
}

TEST(Activity, heartbeat_details_come_back_in_the_next_attempt) {
  FakeAttempt attempt;
  const detail::CurrentActivity current(attempt);
  EXPECT_EQ(activity::heartbeat_details<int>(), std::nullopt);
  activity::heartbeat();
  EXPECT_EQ(activity::heartbeat_details<int>(), std::nullopt);
  activity::heartbeat(17);
  EXPECT_EQ(activity::heartbeat_details<int>(), 17);
  EXPECT_THROW(activity::heartbeat_details<std::string>(), PayloadError);
}

TEST(Activity, a_cancelled_attempt_says_so) {
  FakeAttempt attempt;
  const detail::CurrentActivity current(attempt);
  activity::throw_if_cancelled();
  attempt.cancelled = true;
  EXPECT_TRUE(activity::is_cancelled());
  EXPECT_THROW(activity::throw_if_cancelled(), CancelledError);
}

TEST(Activity, a_compensation_knows_the_action_that_it_undoes) {
  FakeAttempt attempt;
  const detail::CurrentActivity current(attempt);
  EXPECT_FALSE(activity::compensates().has_value());
  attempt.header_["skald-compensates"] = {{{"encoding", "json/plain"}},
                                          R"({"idempotency_key":"run-1/2","outcome_known":true})"};
  const auto action = activity::compensates();
  ASSERT_TRUE(action.has_value());
  EXPECT_EQ(action->idempotency_key, "run-1/2");
  EXPECT_TRUE(action->outcome_known);
  EXPECT_EQ(activity::compensated_action().idempotency_key, "run-1/2");
}

TEST(Activity, an_ordinary_activity_that_asks_what_it_undoes_is_told_that_it_is_no_compensation) {
  FakeAttempt attempt;
  const detail::CurrentActivity current(attempt);
  try {
    activity::compensated_action();
    FAIL() << "it has an action";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "activity charge is not a compensation of a saga step");
  }
}

}  // namespace
}  // namespace skald::tests
