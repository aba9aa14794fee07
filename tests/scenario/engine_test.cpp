#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

#include "tests/scenario/world.h"

namespace skald::tests {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

// Every story runs on both stores.
class Scenario : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (!GetParam()) return;
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("skald-scenario-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "test.db").string();
  }
  void TearDown() override {
    if (GetParam()) std::filesystem::remove_all(folder_);
  }
  std::string path_;

 private:
  std::filesystem::path folder_;
};

INSTANTIATE_TEST_SUITE_P(Stores, Scenario, testing::Bool(),
                         [](const auto& store) { return store.param ? "sqlite" : "memory"; });

TEST_P(Scenario, a_workflow_with_one_activity_runs_to_its_end) {
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {schedule_activity("a")}).ok());
  ASSERT_TRUE(world.complete(world.poll_activity_task()).ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {complete_workflow()}).ok());
  ASSERT_TRUE(world.result("w").ok());
  EXPECT_THAT(world.events("w"),
              ElementsAre("1 WorkflowExecutionStarted", "2 WorkflowTaskScheduled", "3 WorkflowTaskStarted",
                          "4 WorkflowTaskCompleted", "5 ActivityTaskScheduled", "6 ActivityTaskStarted",
                          "7 ActivityTaskCompleted", "8 WorkflowTaskScheduled", "9 WorkflowTaskStarted",
                          "10 WorkflowTaskCompleted", "11 WorkflowExecutionCompleted"));
}

TEST_P(Scenario, a_task_from_the_sticky_queue_brings_only_what_is_new) {
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  const auto first = world.poll_workflow_task();
  EXPECT_EQ(first.history().events_size(), 3);
  std::promise<wire::PollWorkflowTaskQueueResponse> second;
  wire::PollWorkflowTaskQueueRequest poll;
  poll.set_namespace_("default");
  poll.mutable_task_queue()->set_name("sticky");
  world.connection().poll_workflow_task_queue(poll, [&](auto task) { second.set_value(std::move(*task)); });
  ASSERT_TRUE(world.complete(first, {start_timer("t", 1h)}, "sticky").ok());
  ASSERT_TRUE(world.signal("w", "s").ok());
  const auto task = second.get_future().get();
  EXPECT_EQ(task.previous_started_event_id(), 3);
  EXPECT_EQ(task.history().events(0).event_id(), 4);
  EXPECT_EQ(task.history().events(task.history().events_size() - 1).event_id(), task.started_event_id());
}

TEST_P(Scenario, a_sticky_queue_that_nobody_polls_is_passed_over) {
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {start_timer("t", 1h)}, "sticky").ok());
  ASSERT_TRUE(world.signal("w", "s").ok());
  EXPECT_EQ(world.poll_workflow_task().history().events(0).event_id(), 1);
}

TEST_P(Scenario, a_timer_fires_when_its_time_has_come_also_after_a_restart) {
  if (!GetParam()) GTEST_SKIP() << "the store in memory does not outlive its engine";
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {start_timer("t", 30min)}).ok());
  world.restart();
  world.advance(29min);
  EXPECT_EQ(world.events("w").back(), "5 TimerStarted");
  world.advance(1min);
  const auto task = world.poll_workflow_task();
  EXPECT_EQ(task.history().events(5).event_id(), 6);
  ASSERT_TRUE(world.complete(task, {complete_workflow()}).ok());
  EXPECT_EQ(world.count("ExecutionStatus = 'Completed'"), 1);
}

TEST_P(Scenario, an_activity_that_ran_when_the_engine_ended_is_tried_again) {
  if (!GetParam()) GTEST_SKIP() << "the store in memory does not outlive its engine";
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {schedule_activity("a")}).ok());
  EXPECT_EQ(world.poll_activity_task().attempt(), 1);
  world.restart();
  world.advance(1s);
  const auto second = world.poll_activity_task();
  EXPECT_EQ(second.attempt(), 2);
  ASSERT_TRUE(world.complete(second).ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {complete_workflow()}).ok());
}

TEST_P(Scenario, continue_as_new_ends_one_run_and_starts_the_next) {
  World world(path_);
  const auto first = world.start("w");
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {continue_as_new()}).ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {complete_workflow()}).ok());
  EXPECT_EQ(world.events("w", first->run_id()).back(), "5 WorkflowExecutionContinuedAsNew");
  EXPECT_EQ(world.events("w").back(), "5 WorkflowExecutionCompleted");
}

TEST_P(Scenario, signals_that_arrive_during_a_task_are_seen_by_the_next) {
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  const auto task = world.poll_workflow_task();
  ASSERT_TRUE(world.signal("w", "one").ok());
  EXPECT_EQ(world.events("w").size(), 2u);
  ASSERT_TRUE(world.complete(task, {start_timer("t", 1h)}).ok());
  EXPECT_THAT(world.events("w"), testing::Contains("6 WorkflowExecutionSignaled"));
}

TEST_P(Scenario, a_second_start_of_a_running_workflow_is_refused_and_names_the_run) {
  World world(path_);
  const auto first = world.start("w");
  const auto second = world.start("w");
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::kAlreadyExists);
  EXPECT_THAT(second.error().message, testing::HasSubstr(first->run_id()));
}

TEST_P(Scenario, a_closed_workflow_answers_from_the_file) {
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_TRUE(world.terminate("w", "enough").ok());
  EXPECT_EQ(world.count(), 1);  // derived rows are written: the run has left memory
  const auto late = world.signal("w", "s");
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().message, "workflow execution already completed");
  EXPECT_EQ(world.describe("w")->workflow_execution_info().status(),
            temporal::api::enums::v1::WORKFLOW_EXECUTION_STATUS_TERMINATED);
  EXPECT_EQ(world.events("w").back(), "3 WorkflowExecutionTerminated");
}

TEST_P(Scenario, a_workflow_that_was_never_started_is_not_found) {
  World world(path_);
  const Status status = world.signal("nobody", "s");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "workflow not found for ID: nobody");
}

TEST_P(Scenario, a_long_history_is_read_back_whole_from_folds_log_and_memory) {
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  for (int i = 0; i < 700; ++i) ASSERT_TRUE(world.signal("w", "s" + std::to_string(i)).ok());
  const auto events = world.history_of("w");
  ASSERT_EQ(events.size(), 702u);
  for (std::size_t i = 0; i < events.size(); ++i)
    EXPECT_EQ(events[i].event_id(), static_cast<std::int64_t>(i) + 1);
  if (!GetParam()) return;
  world.restart();
  EXPECT_EQ(world.history_of("w").size(), 702u);
  EXPECT_EQ(world.poll_workflow_task().attempt(), 1);
}

TEST_P(Scenario, one_workflow_costs_two_syncs_when_nothing_else_goes_on) {
  World world(path_);
  ASSERT_TRUE(world.start("warm").ok());
  world.poll_workflow_task();
  // Both tasks wait already, as a worker's polls do.
  std::promise<wire::PollWorkflowTaskQueueResponse> first;
  std::promise<wire::PollActivityTaskQueueResponse> activity;
  wire::PollWorkflowTaskQueueRequest poll;
  poll.set_namespace_("default");
  poll.mutable_task_queue()->set_name("queue");
  wire::PollActivityTaskQueueRequest activity_poll;
  activity_poll.set_namespace_("default");
  activity_poll.mutable_task_queue()->set_name("queue");
  world.connection().poll_activity_task_queue(activity_poll,
                                              [&](auto task) { activity.set_value(std::move(*task)); });
  world.connection().poll_workflow_task_queue(poll, [&](auto task) {
    wire::RespondWorkflowTaskCompletedRequest request;
    request.set_task_token(task->task_token());
    *request.add_commands() = schedule_activity("a");
    world.connection().respond_workflow_task_completed(std::move(request), [](auto) {});
    first.set_value(std::move(*task));
  });
  const std::uint64_t before = world.engine().metrics().syncs;
  ASSERT_TRUE(world.start("w").ok());
  first.get_future().wait();
  const auto task = activity.get_future().get();
  EXPECT_EQ(world.engine().metrics().syncs - before, 1u);
  std::promise<void> closed;
  world.connection().poll_workflow_task_queue(poll, [&](auto next) {
    wire::RespondWorkflowTaskCompletedRequest request;
    request.set_task_token(next->task_token());
    *request.add_commands() = complete_workflow();
    world.connection().respond_workflow_task_completed(std::move(request), [](auto) {});
    closed.set_value();
  });
  ASSERT_TRUE(world.complete(task).ok());
  ASSERT_TRUE(world.result("w").ok());
  closed.get_future().wait();
  EXPECT_EQ(world.engine().metrics().syncs - before, 2u);
}

}  // namespace
}  // namespace skald::tests
