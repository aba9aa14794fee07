#include "workers/watchdog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "skald/workflow.h"
#include "tests/workers/captured_log.h"
#include "tests/workers/gate.h"
#include "tests/workers/worker_world.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Gate* gate = nullptr;

void hold_the_thread() { gate->pass(); }
void wait_long() { skald::sleep(24h); }

struct WatchdogTest : ::testing::Test {
  static WorkerOptions watched(int stack_signal) {
    WorkerOptions options = WorkerWorld::small_options();
    options.longest_task_step = 2s;
    options.stack_signal = stack_signal;
    return options;
  }

  explicit WatchdogTest(int stack_signal = 0) : world{watched(stack_signal)} {}

  Gate the_gate;
  WorkerWorld world;
  FakeConnection& server = world.server();

  void SetUp() override {
    if (workers::is_debugged()) GTEST_SKIP() << "the watchdog is off under a debugger";
    gate = &the_gate;
    world.registry().add_workflows<hold_the_thread, wait_long>();
    world.start();
  }
  void TearDown() override {
    the_gate.open();
    while (the_gate.inside() > 0) std::this_thread::yield();
  }

  void hold(int number) {
    server.give_workflow_task(
        kQueue, started_run("hold_the_thread", "", "held-" + std::to_string(number)).next_task());
    the_gate.wait_for(number);
    world.timers().advance(2s);
  }
};

struct WatchdogWithSignal : WatchdogTest {
  WatchdogWithSignal() : WatchdogTest(SIGRTMAX - 3) {}
};

TEST_F(WatchdogWithSignal, task_that_holds_its_thread_fails_with_its_call_stack) {
  hold(1);
  const auto failed = server.respond_workflow_task_failed_calls.take();
  EXPECT_EQ(failed.task_token(), "held-1/3");
  EXPECT_THAT(failed.failure().message(), HasSubstr("held its thread for 2000 ms"));
  EXPECT_THAT(failed.failure().stack_trace(), HasSubstr("hold_the_thread"));
}

TEST_F(WatchdogTest, without_a_signal_the_failure_says_how_to_get_the_call_stack) {
  hold(1);
  const auto failed = server.respond_workflow_task_failed_calls.take();
  EXPECT_THAT(failed.failure().message(), HasSubstr("held its thread for 2000 ms"));
  EXPECT_THAT(failed.failure().stack_trace(), HasSubstr("WorkerOptions::stack_signal"));
}

TEST_F(WatchdogTest, another_thread_takes_over_the_other_runs) {
  ServerRun other = started_run("wait_long", "", "other");
  server.give_workflow_task(kQueue, other.next_task());
  other.history.task_completed();
  other.history.commands(server.respond_workflow_task_completed_calls.take());
  hold(1);

  other.history.timer_fired(other.history.find_timer("1"));
  server.give_workflow_task(kQueue, other.next_task());
  EXPECT_THAT(commands(server.respond_workflow_task_completed_calls.take()),
              ElementsAre("COMPLETE_WORKFLOW_EXECUTION"));
}

TEST_F(WatchdogTest, what_a_retired_thread_comes_to_is_dropped) {
  hold(1);
  the_gate.open();
  while (the_gate.inside() > 0) std::this_thread::yield();
  world.worker().stop();
  EXPECT_EQ(server.respond_workflow_task_completed_calls.count(), 0u);
  EXPECT_EQ(server.respond_workflow_task_failed_calls.count(), 1u);
}

TEST_F(WatchdogTest, worker_with_four_retired_threads_takes_no_more_workflow_tasks) {
  CapturedLog log;
  for (int i = 1; i <= 4; ++i) hold(i);
  EXPECT_EQ(
      log.with("the worker takes no more workflow tasks: too many threads are held by workflow code").size(),
      1u);
  const std::size_t polls = server.poll_workflow_task_queue_calls.count();
  server.end_polls();
  world.timers().advance(1min);
  EXPECT_EQ(server.poll_workflow_task_queue_calls.count(), polls);
}

TEST_F(WatchdogTest, quick_tasks_are_left_alone) {
  ServerRun run = started_run("wait_long");
  server.give_workflow_task(kQueue, run.next_task());
  server.respond_workflow_task_completed_calls.take();
  world.timers().advance(1h);
  EXPECT_EQ(server.respond_workflow_task_failed_calls.count(), 0u);
}

}  // namespace
}  // namespace skald::workers_tests
