#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/api/time.h"
#include "skald/activity.h"
#include "tests/workers/captured_log.h"
#include "tests/workers/gate.h"
#include "tests/workers/worker_world.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

struct CardRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Gate* gate = nullptr;

int twice(int n) { return 2 * n; }
void refuse(std::string why) { throw CardRefused(why); }
void give_up() { throw ApplicationError("out of stock", {.type = "OutOfStock", .non_retryable = true}); }
void cancel_by_itself() { throw CancelledError("had enough"); }
void wait_at_gate() { gate->pass(); }
std::string who_am_i() {
  return activity::idempotency_key() + " " + std::to_string(activity::attempt()) + " " +
         activity::info().workflow_id;
}

struct ActivityOutcome : ::testing::Test {
  Gate the_gate;
  WorkerWorld world;
  FakeConnection& server = world.server();

  void SetUp() override {
    gate = &the_gate;
    world.registry().add_activities<twice, refuse, give_up, cancel_by_itself, wait_at_gate, who_am_i>();
    world.start();
  }

  wire::RespondActivityTaskFailedRequest failure_of(wire::PollActivityTaskQueueResponse task) {
    server.give_activity(std::move(task));
    return server.respond_activity_task_failed_calls.take();
  }
};

TEST_F(ActivityOutcome, result_is_reported_under_the_token) {
  server.give_activity(activity_task("twice", "21"));
  const auto completed = server.respond_activity_task_completed_calls.take();
  EXPECT_EQ(completed.task_token(), "token of twice");
  EXPECT_EQ(completed.result().payloads(0).data(), "42");
  EXPECT_EQ(completed.identity(), "tester");
}

TEST_F(ActivityOutcome, activity_can_ask_who_it_is) {
  auto task = activity_task("who_am_i");
  task.set_attempt(3);
  server.give_activity(task);
  EXPECT_EQ(server.respond_activity_task_completed_calls.take().result().payloads(0).data(),
            "\"run-1/5 3 order-17\"");
}

TEST_F(ActivityOutcome, any_exception_is_a_retryable_failure_of_its_class) {
  const auto failed = failure_of(activity_task("refuse", "\"no cover\""));
  EXPECT_EQ(failed.failure().message(), "no cover");
  EXPECT_THAT(failed.failure().application_failure_info().type(), HasSubstr("CardRefused"));
  EXPECT_FALSE(failed.failure().application_failure_info().non_retryable());
}

TEST_F(ActivityOutcome, application_error_keeps_its_type_and_is_not_retried_if_it_says_so) {
  const auto failed = failure_of(activity_task("give_up"));
  EXPECT_EQ(failed.failure().application_failure_info().type(), "OutOfStock");
  EXPECT_TRUE(failed.failure().application_failure_info().non_retryable());
}

TEST_F(ActivityOutcome, input_that_does_not_fit_names_the_argument) {
  EXPECT_THAT(failure_of(activity_task("twice", "\"two\"")).failure().message(),
              HasSubstr("argument 1 of twice"));
}

TEST_F(ActivityOutcome, unregistered_type_is_a_retryable_failure_that_names_the_registered_ones) {
  const auto failed = failure_of(activity_task("ship"));
  EXPECT_EQ(failed.failure().message(),
            "activity type ship is not registered on task queue orders; registered: cancel_by_itself, "
            "give_up, refuse, "
            "twice, wait_at_gate, who_am_i (SKALD3001)");
  EXPECT_FALSE(failed.failure().application_failure_info().non_retryable());
}

TEST_F(ActivityOutcome, cancelled_error_without_a_request_is_a_failure) {
  const auto failed = failure_of(activity_task("cancel_by_itself"));
  EXPECT_EQ(failed.failure().application_failure_info().type(), "CancelledError");
}

TEST_F(ActivityOutcome, result_after_start_to_close_is_discarded_with_a_line_in_the_log) {
  CapturedLog log;
  auto task = activity_task("wait_at_gate");
  *task.mutable_start_to_close_timeout() = api::to_duration_message(5s);
  server.give_activity(task);
  the_gate.wait_for(1);
  world.timers().advance(5s);
  the_gate.open();
  world.worker().stop();

  EXPECT_EQ(server.respond_activity_task_completed_calls.count(), 0u);
  EXPECT_EQ(server.respond_activity_task_failed_calls.count(), 0u);
  const auto lines = log.with("activity result discarded");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].field("type"), "wait_at_gate");
  EXPECT_EQ(lines[0].field("workflow"), "order-17");
  EXPECT_EQ(lines[0].field("attempt"), "1");
}

TEST(ActivityReport, is_repeated_while_a_remote_server_is_full) {
  WorkerWorld world(WorkerWorld::small_options(), /*in_process=*/false);
  FakeConnection& server = world.server();
  world.registry().add_activities<twice>();
  world.start();
  server.respond_activity_task_completed_calls.answer_with(
      [](const wire::RespondActivityTaskCompletedRequest&)
          -> Result<wire::RespondActivityTaskCompletedResponse> {
        return Error{Code::kResourceExhausted, "disk full", {}};
      });
  server.give_activity(activity_task("twice", "21"));
  server.respond_activity_task_completed_calls.wait_for_count(1);
  while (world.timers().waiting() == 0) std::this_thread::yield();
  server.respond_activity_task_completed_calls.answer_with(
      [](const wire::RespondActivityTaskCompletedRequest&) {
        return wire::RespondActivityTaskCompletedResponse();
      });
  world.timers().advance(200ms);

  const auto first = server.respond_activity_task_completed_calls.take();
  const auto second = server.respond_activity_task_completed_calls.take();
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
}

}  // namespace
}  // namespace skald::workers_tests
