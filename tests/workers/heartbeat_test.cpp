#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/api/time.h"
#include "skald/activity.h"
#include "tests/workers/gate.h"
#include "tests/workers/worker_world.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;

Gate* beaten = nullptr;

/// Three heartbeats, then what the gate lets happen.
void beat() {
  for (int i = 1; i <= 3; ++i) activity::heartbeat(i);
  beaten->pass();
  activity::throw_if_cancelled();
  throw std::runtime_error("not cancelled");
}
int resume() { return activity::heartbeat_details<int>().value_or(-1); }

struct Heartbeat : ::testing::Test {
  Gate gate;
  WorkerWorld world;
  FakeConnection& server = world.server();

  void SetUp() override {
    beaten = &gate;
    world.registry().add_activities<beat, resume>();
    world.start();
  }

  void give(const char* type) {
    auto task = activity_task(type);
    *task.mutable_heartbeat_timeout() = api::to_duration_message(10s);
    server.give_activity(task);
  }
  std::string sent_details() {
    return server.record_activity_task_heartbeat_calls.take().details().payloads(0).data();
  }
};

TEST_F(Heartbeat, first_goes_at_once_and_the_newest_after_80_percent_of_the_timeout) {
  give("beat");
  gate.wait_for(1);
  EXPECT_EQ(sent_details(), "1");
  world.timers().advance(8s - 1ms);
  EXPECT_EQ(server.record_activity_task_heartbeat_calls.count(), 1u);
  world.timers().advance(1ms);
  EXPECT_EQ(sent_details(), "3");
  gate.open();
  // Everything was sent: the failure need not carry it.
  EXPECT_FALSE(server.respond_activity_task_failed_calls.take().has_last_heartbeat_details());
}

TEST_F(Heartbeat, details_that_were_not_sent_go_with_the_failure) {
  give("beat");
  gate.open();
  const auto failed = server.respond_activity_task_failed_calls.take();
  EXPECT_EQ(failed.last_heartbeat_details().payloads(0).data(), "3");
}

TEST_F(Heartbeat, cancel_request_arrives_with_the_answer_and_ends_the_attempt_as_cancelled) {
  server.record_activity_task_heartbeat_calls.answer_with(
      [](const wire::RecordActivityTaskHeartbeatRequest&) {
        wire::RecordActivityTaskHeartbeatResponse response;
        response.set_cancel_requested(true);
        return response;
      });
  give("beat");
  gate.open();
  EXPECT_EQ(server.respond_activity_task_canceled_calls.take().task_token(), "token of beat");
}

TEST_F(Heartbeat, attempt_that_the_server_has_given_up_is_told_so_and_reports_nothing) {
  server.record_activity_task_heartbeat_calls.answer_with(
      [](const wire::RecordActivityTaskHeartbeatRequest&)
          -> Result<wire::RecordActivityTaskHeartbeatResponse> {
        return Error{Code::kNotFound, "gone", {}};
      });
  give("beat");
  gate.open();
  world.worker().stop();
  EXPECT_EQ(server.respond_activity_task_canceled_calls.count(), 0u);
  EXPECT_EQ(server.respond_activity_task_failed_calls.count(), 0u);
}

TEST_F(Heartbeat, next_attempt_reads_what_the_last_one_reported) {
  auto task = activity_task("resume");
  *task.mutable_heartbeat_details() = activity_task("resume", "17").input();
  server.give_activity(task);
  EXPECT_EQ(server.respond_activity_task_completed_calls.take().result().payloads(0).data(), "17");
}

TEST(HeartbeatInterval, is_30_seconds_without_a_timeout_and_never_more_than_a_minute) {
  EXPECT_EQ(workers::heartbeat_interval(Duration::zero()), 30s);
  EXPECT_EQ(workers::heartbeat_interval(10s), 8s);
  EXPECT_EQ(workers::heartbeat_interval(1h), 60s);
}

}  // namespace
}  // namespace skald::workers_tests
