#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// Long polls: they end before their deadlines, and a worker that vanishes takes no task with it.
namespace skald::server_tests {
namespace {

using namespace std::chrono_literals;
using grpc::StatusCode;

wire::PollWorkflowTaskQueueResponse task_in(const Answer& answer) {
  wire::PollWorkflowTaskQueueResponse task;
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_TRUE(task.ParseFromString(answer.body));
  return task;
}

TEST(Polls, a_poll_without_a_task_is_answered_a_second_before_its_deadline) {
  Port port;
  const auto poll = port.client().begin_ask("PollWorkflowTaskQueue", Port::poll_request(), {.deadline = 30s});
  port.wait_for_calls(1);
  while (port.world().engine().matching().pollers({"default", "queue", runtime::TaskKind::kWorkflow}).empty())
    std::this_thread::yield();
  port.world().advance(28s);
  EXPECT_EQ(port.server().open_calls(), 1u);
  port.world().advance(1100ms);  // gRPC rounds deadlines up
  EXPECT_TRUE(task_in(poll->answer.get()).task_token().empty());
}

TEST(Polls, a_poll_with_less_than_two_seconds_is_refused) {
  Port port;
  const Answer answer =
      port.client().ask("PollWorkflowTaskQueue", Port::poll_request(), {.deadline = 1900ms});
  EXPECT_EQ(answer.status.error_code(), StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(answer.status.error_message(), "Context timeout is too short.");
}

TEST(Polls, a_poll_without_a_deadline_waits_for_the_servers_own_time) {
  Port port;
  const auto poll = port.client().begin_ask("PollActivityTaskQueue", Port::activity_poll_request());
  while (port.world().engine().matching().pollers({"default", "queue", runtime::TaskKind::kActivity}).empty())
    std::this_thread::yield();
  port.world().advance(45s);
  EXPECT_EQ(port.server().open_calls(), 1u);
  port.world().advance(16s);
  EXPECT_TRUE(poll->answer.get().status.ok());
}

TEST(Polls, a_task_does_not_go_to_a_poll_whose_worker_has_gone) {
  Port port;
  const auto gone = port.client().begin_ask("PollWorkflowTaskQueue", Port::poll_request());
  port.wait_for_calls(1);
  gone->vanish();
  port.wait_for_calls(0);
  ASSERT_TRUE(port.world().start("w").ok());
  EXPECT_EQ(port.poll().workflow_execution().workflow_id(), "w");
}

/// Until the state of the run says so.
void wait_until(World& world, const std::function<bool(const core::RunState&)>& holds) {
  const auto end = std::chrono::steady_clock::now() + 30s;
  for (bool seen = false; !seen;) {
    std::promise<bool> answer;
    world.engine().shard(0).post([&](runtime::Shard& shard) {
      shard.with_run({{"default", "w"}, {}}, [&](runtime::Shard&, Result<runtime::Run*> run) {
        answer.set_value(run.ok() && *run != nullptr && holds((*run)->state));
      });
    });
    seen = answer.get_future().get();
    ASSERT_LT(std::chrono::steady_clock::now(), end);
  }
}

TEST(Polls, a_workflow_task_whose_worker_goes_while_it_is_synced_is_ready_for_the_next) {
  const store::TemporaryFolder folder;
  Port port(folder.file("engine.db"));
  ASSERT_TRUE(port.world().start("w").ok());
  port.world().disk().fill_disk();
  const auto gone = port.client().begin_ask("PollWorkflowTaskQueue", Port::poll_request());
  wait_until(port.world(),
             [](const core::RunState& state) { return state.workflow_task().started_event_id() == 3; });
  gone->vanish();
  wait_until(port.world(), [&](const core::RunState&) { return port.server().open_calls() == 0; });
  port.world().disk().free_disk();
  const auto task = port.poll();
  EXPECT_EQ(task.workflow_execution().workflow_id(), "w");
  EXPECT_EQ(task.started_event_id(), 3);
  EXPECT_EQ(task.attempt(), 1);
  EXPECT_TRUE(port.world().complete(task, {tests::complete_workflow()}).ok());
  EXPECT_THAT(
      port.world().events("w"),
      testing::ElementsAre("1 WorkflowExecutionStarted", "2 WorkflowTaskScheduled", "3 WorkflowTaskStarted",
                           "4 WorkflowTaskCompleted", "5 WorkflowExecutionCompleted"));
}

TEST(Polls, an_activity_whose_worker_goes_while_it_is_synced_is_ready_for_the_next) {
  const store::TemporaryFolder folder;
  Port port(folder.file("engine.db"));
  ASSERT_TRUE(port.world().start("w").ok());
  ASSERT_TRUE(port.world().complete(port.poll(), {tests::schedule_activity("a")}).ok());
  port.world().disk().fill_disk();
  const auto gone = port.client().begin_ask("PollActivityTaskQueue", Port::activity_poll_request());
  wait_until(port.world(), [](const core::RunState& state) {
    return state.activities().begin()->second.has_started_time();
  });
  gone->vanish();
  wait_until(port.world(), [&](const core::RunState&) { return port.server().open_calls() == 0; });
  port.world().disk().free_disk();
  const auto task = port.world().poll_activity_task();
  EXPECT_EQ(task.activity_id(), "a");
  EXPECT_EQ(task.attempt(), 1);
}

}  // namespace
}  // namespace skald::server_tests
