#include <gtest/gtest.h>

#include "skald/activity.h"
#include "tests/workers/captured_log.h"
#include "tests/workers/gate.h"
#include "tests/workers/worker_world.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;

Gate* gate = nullptr;

void hold() { gate->pass(); }
void hold_until_cancelled() {
  gate->pass();
  while (!activity::is_cancelled()) std::this_thread::yield();
  activity::throw_if_cancelled();
}

struct ActivitySlots : ::testing::Test {
  Gate the_gate;
  WorkerWorld world;
  FakeConnection& server = world.server();

  void SetUp() override {
    gate = &the_gate;
    world.registry().add_activities<hold, hold_until_cancelled>();
    world.start();
  }
};

TEST_F(ActivitySlots, no_poll_is_made_without_a_free_slot) {
  EXPECT_EQ(server.poll_activity_task_queue_calls.count(), 4u);
  server.give_activity(activity_task("hold"));
  the_gate.wait_for(1);
  EXPECT_EQ(server.poll_activity_task_queue_calls.count(), 4u);
  the_gate.open();
  server.poll_activity_task_queue_calls.wait_for_count(5);
}

TEST_F(ActivitySlots, long_activities_do_not_hold_up_others) {
  for (int i = 0; i < 4; ++i) server.give_activity(activity_task("hold"));
  while (the_gate.arrived() < 4) {
    world.timers().advance(1ms);
    std::this_thread::yield();
  }
  the_gate.open();
  for (int i = 0; i < 4; ++i) server.respond_activity_task_completed_calls.take();
}

TEST_F(ActivitySlots, failed_poll_is_repeated_after_a_pause_that_grows) {
  auto& polls = server.poll_activity_task_queue_calls;
  auto fail_one = [&] { polls.take_held().second(Error{Code::kResourceExhausted, "too many polls", {}}); };
  fail_one();
  world.timers().advance(99ms);
  EXPECT_EQ(polls.count(), 4u);
  world.timers().advance(1ms);
  EXPECT_EQ(polls.count(), 5u);
}

TEST_F(ActivitySlots, stopping_worker_waits_for_running_activities) {
  server.give_activity(activity_task("hold"));
  the_gate.wait_for(1);
  std::thread stopper([&] { world.worker().stop(); });
  server.shutdown_worker_calls.take();
  the_gate.open();
  stopper.join();
  EXPECT_EQ(server.respond_activity_task_completed_calls.count(), 1u);
}

TEST_F(ActivitySlots, activities_are_cancelled_when_the_grace_time_of_a_stopping_worker_is_over) {
  server.give_activity(activity_task("hold_until_cancelled"));
  the_gate.open();
  the_gate.wait_for(1);
  world.worker().stop();  // the grace time is 0
  const auto failed = server.respond_activity_task_failed_calls.take();
  EXPECT_EQ(failed.failure().application_failure_info().type(), "WorkerStopped");
  EXPECT_FALSE(failed.failure().application_failure_info().non_retryable());
}

TEST_F(ActivitySlots, stopping_worker_says_which_queues_it_leaves) {
  world.worker().stop();
  const auto request = server.shutdown_worker_calls.take();
  EXPECT_EQ(request.task_queue(), kQueue);
  EXPECT_EQ(request.sticky_task_queue(), world.sticky());
  EXPECT_EQ(request.identity(), "tester");
  EXPECT_EQ(request.worker_instance_key(), world.worker().context().instance_key);
}

}  // namespace
}  // namespace skald::workers_tests
