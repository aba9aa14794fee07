#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/payload_conversion.h"
#include "tests/replay/history_builder.h"

namespace skald::replay_tests {
namespace {

namespace enums = ::temporal::api::enums::v1;
using replay::to_error;
using replay::to_failure;

const Payload kSeven{{{"encoding", "json/plain"}}, "7"};

TEST(Payloads, survive_the_way_into_a_message_and_back) {
  const Payloads payloads = {
      kSeven, {{{"encoding", "binary/null"}}, ""}, {{{"a", "1"}, {"b", "2"}}, std::string(1, '\0')}};
  temporal::api::common::v1::Payloads message;
  replay::to_message(payloads, message);
  EXPECT_EQ(replay::from_message(message), payloads);
}

TEST(Failure, of_an_application_keeps_everything) {
  using namespace std::chrono_literals;
  const ApplicationError error(
      "no stock",
      {.type = "OutOfStock", .non_retryable = true, .next_retry_delay = 1500ms, .details = {kSeven}});
  const auto back = std::dynamic_pointer_cast<const ApplicationError>(to_error(to_failure(error)));
  ASSERT_NE(back, nullptr);
  EXPECT_STREQ(back->what(), "no stock");
  EXPECT_EQ(back->type(), "OutOfStock");
  EXPECT_TRUE(back->non_retryable());
  EXPECT_EQ(back->next_retry_delay(), 1500ms);
  EXPECT_EQ(back->details(), Payloads{kSeven});
}

TEST(Failure, keeps_the_chain_of_causes) {
  const auto timeout = std::make_shared<TimeoutError>("too slow", TimeoutType::kHeartbeat, Payloads{kSeven});
  const ActivityError error("activity charge failed", "charge", "1", enums::RETRY_STATE_TIMEOUT, timeout);
  const auto back = std::dynamic_pointer_cast<const ActivityError>(to_error(to_failure(error)));
  ASSERT_NE(back, nullptr);
  EXPECT_EQ(back->activity_type(), "charge");
  EXPECT_EQ(back->activity_id(), "1");
  EXPECT_EQ(back->retry_state(), enums::RETRY_STATE_TIMEOUT);
  const auto cause = std::dynamic_pointer_cast<const TimeoutError>(back->cause());
  ASSERT_NE(cause, nullptr);
  EXPECT_EQ(cause->type(), TimeoutType::kHeartbeat);
  EXPECT_EQ(cause->last_heartbeat_details(), Payloads{kSeven});
}

TEST(Failure, of_every_timeout_keeps_its_type) {
  for (const TimeoutType type : {TimeoutType::kStartToClose, TimeoutType::kScheduleToStart,
                                 TimeoutType::kScheduleToClose, TimeoutType::kHeartbeat}) {
    const auto back =
        std::dynamic_pointer_cast<const TimeoutError>(to_error(to_failure(TimeoutError("late", type))));
    ASSERT_NE(back, nullptr);
    EXPECT_EQ(back->type(), type);
  }
}

TEST(Failure, of_cancellation_and_termination_keep_their_class) {
  const auto cancelled = to_error(to_failure(CancelledError("stop", {kSeven})));
  ASSERT_NE(dynamic_cast<const CancelledError*>(cancelled.get()), nullptr);
  EXPECT_EQ(dynamic_cast<const CancelledError&>(*cancelled).details(), Payloads{kSeven});
  const auto terminated = to_error(to_failure(TerminatedError("enough")));
  EXPECT_NE(dynamic_cast<const TerminatedError*>(terminated.get()), nullptr);
}

class OutOfPaper : public WorkflowError {
 public:
  using WorkflowError::WorkflowError;
};

TEST(Failure, of_an_authors_own_class_is_an_application_failure_of_that_name) {
  const Failure failure = to_failure(OutOfPaper("tray 2"));
  EXPECT_EQ(failure.application_failure_info().type(), "OutOfPaper");
  EXPECT_EQ(failure.message(), "tray 2");
}

TEST(Failure, of_any_exception_is_a_retryable_application_failure_of_its_class) {
  const Failure failure = to_failure(std::make_exception_ptr(std::out_of_range("index 7")));
  EXPECT_EQ(failure.application_failure_info().type(), "std::out_of_range");
  EXPECT_FALSE(failure.application_failure_info().non_retryable());
  EXPECT_EQ(failure.message(), "index 7");
  EXPECT_EQ(to_failure(std::make_exception_ptr(7)).application_failure_info().type(), "int");
}

TEST(Failure, of_the_server_says_so_in_its_type) {
  Failure failure;
  failure.set_message("result too large");
  failure.mutable_server_failure_info()->set_non_retryable(true);
  const auto error = std::dynamic_pointer_cast<const ApplicationError>(to_error(failure));
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->type(), "ServerFailure");
  EXPECT_TRUE(error->non_retryable());
}

TEST(Failure, with_a_bottomless_chain_of_causes_is_cut) {
  Failure failure;
  Failure* link = &failure;
  for (int i = 0; i < 500; ++i) {
    link->set_message("deeper");
    link = link->mutable_cause();
  }
  int depth = 0;
  for (auto error = to_error(failure); error != nullptr; error = error->cause()) ++depth;
  EXPECT_EQ(depth, 65);
}

TEST(Exception, of_an_error_has_the_errors_own_class) {
  const auto thrown = [](const WorkflowError& error) {
    return replay::type_name(replay::to_exception(error));
  };
  EXPECT_EQ(thrown(ApplicationError("a")), "skald::ApplicationError");
  EXPECT_EQ(thrown(CancelledError("a")), "skald::CancelledError");
  EXPECT_EQ(thrown(TimeoutError("a", TimeoutType::kHeartbeat)), "skald::TimeoutError");
  EXPECT_EQ(thrown(TerminatedError("a")), "skald::TerminatedError");
  EXPECT_EQ(thrown(ActivityError("a", "b", "c", 0, nullptr)), "skald::ActivityError");
  EXPECT_EQ(thrown(WorkflowError("a")), "skald::WorkflowError");
}

}  // namespace
}  // namespace skald::replay_tests
