#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/scenario/world.h"
#include "tests/store/temporary_folder.h"

/// Tasks find workers, also when workers vanish and tasks change while they are handed over.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;
namespace enums = temporal::api::enums::v1;

struct SlowPoll {
  std::promise<wire::PollWorkflowTaskQueueResponse> promise;
  std::future<wire::PollWorkflowTaskQueueResponse> task = promise.get_future();
};

std::unique_ptr<SlowPoll> begin_poll(World& world, const std::string& queue, const std::string& worker = {}) {
  auto poll = std::make_unique<SlowPoll>();
  wire::PollWorkflowTaskQueueRequest request;
  request.set_namespace_("default");
  request.mutable_task_queue()->set_name(queue);
  request.set_worker_instance_key(worker);
  world.connection().poll_workflow_task_queue(
      request, [&poll = *poll](auto task) { poll.promise.set_value(std::move(*task)); });
  return poll;
}

TEST(MatchingStory, a_task_of_a_sticky_worker_that_vanished_reaches_the_others) {
  const store::TemporaryFolder folder;
  World world(folder.file("test.db"));
  ASSERT_TRUE(world.start("w").ok());
  const auto first = world.poll_workflow_task();
  const auto sticky = begin_poll(world, "sticky");
  ASSERT_TRUE(world.complete(first, {start_timer("t", 1h)}, "sticky").ok());
  world.advance(55s);
  world.advance(6s);  // the poll ends, and nobody polls there again
  EXPECT_TRUE(sticky->task.get().task_token().empty());
  ASSERT_TRUE(world.signal("w", "s").ok());
  world.advance(11s);
  const auto task = world.poll_workflow_task();
  EXPECT_EQ(task.history().events(0).event_id(), 1);
  EXPECT_TRUE(world.complete(task, {complete_workflow()}).ok());
}

TEST(MatchingStory, a_task_in_the_sticky_queue_of_a_worker_that_ends_goes_to_the_normal_queue) {
  const store::TemporaryFolder folder;
  World world(folder.file("test.db"));
  ASSERT_TRUE(world.start("w").ok());
  const auto first = world.poll_workflow_task();
  const auto sticky = begin_poll(world, "sticky", "worker-1");
  ASSERT_TRUE(world.complete(first, {start_timer("t", 1h)}, "sticky").ok());
  ASSERT_TRUE(world.signal("w", "one").ok());
  ASSERT_TRUE(world.complete(sticky->task.get(), {}, "sticky").ok());
  ASSERT_TRUE(world.signal("w", "two").ok());  // waits in the sticky queue: it was polled a moment ago
  wire::ShutdownWorkerRequest request;
  request.set_namespace_("default");
  request.set_sticky_task_queue("sticky");
  request.set_worker_instance_key("worker-1");
  ASSERT_TRUE(world.call(&workers::Connection::shutdown_worker, request).ok());
  const auto task = world.poll_workflow_task();
  EXPECT_EQ(task.history().events(0).event_id(), 1);
  EXPECT_TRUE(world.complete(task, {complete_workflow()}).ok());
}

TEST(MatchingStory, a_poll_that_comes_after_its_worker_has_shut_down_is_answered_at_once) {
  World world;
  wire::ShutdownWorkerRequest request;
  request.set_namespace_("default");
  request.set_worker_instance_key("gone");
  ASSERT_TRUE(world.call(&workers::Connection::shutdown_worker, request).ok());
  ASSERT_TRUE(world.start("w").ok());
  EXPECT_TRUE(begin_poll(world, "queue", "gone")->task.get().task_token().empty());
  EXPECT_FALSE(begin_poll(world, "queue", "another")->task.get().task_token().empty());
}

TEST(MatchingStory, polls_without_a_task_end_after_a_minute) {
  const store::TemporaryFolder folder;
  World world(folder.file("test.db"));
  const auto poll = begin_poll(world, "queue");
  world.advance(61s);
  EXPECT_TRUE(poll->task.get().task_token().empty());
}

TEST(MatchingStory, a_poll_that_was_given_a_task_of_a_run_that_just_closed_gets_the_next) {
  const store::TemporaryFolder folder;
  World world(folder.file("test.db"));
  for (int i = 0; i < 50; ++i) {
    const std::string id = "w" + std::to_string(i);
    ASSERT_TRUE(world.start(id).ok());
    world.connection().terminate_workflow_execution(
        [&] {
          wire::TerminateWorkflowExecutionRequest request;
          request.set_namespace_("default");
          request.mutable_workflow_execution()->set_workflow_id(id);
          return request;
        }(),
        [](auto) {});
    const auto poll = begin_poll(world, "queue");
    ASSERT_TRUE(world.start("next-" + std::to_string(i)).ok());
    const auto task = poll->task.get();
    if (task.workflow_execution().workflow_id() == id) continue;  // the poll was first
    EXPECT_EQ(task.workflow_execution().workflow_id(), "next-" + std::to_string(i));
    EXPECT_TRUE(world.complete(task, {complete_workflow()}).ok());
  }
}

TEST(MatchingStory, hundreds_of_activities_of_one_run_are_given_out_once_each) {
  constexpr int kActivities = 600;
  const store::TemporaryFolder folder;
  World world(folder.file("test.db"));
  ASSERT_TRUE(world.start("w").ok());
  std::vector<command::Command> commands;
  for (int i = 0; i < kActivities; ++i) commands.push_back(schedule_activity("a" + std::to_string(i)));
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), std::move(commands)).ok());
  std::set<std::string> seen;
  for (int i = 0; i < kActivities; ++i) {
    const auto task = world.poll_activity_task();
    EXPECT_TRUE(seen.insert(task.activity_id()).second) << task.activity_id();
    if (i % 3 == 0) {
      ASSERT_TRUE(world.fail(task, "once").ok());
    } else {
      ASSERT_TRUE(world.complete(task).ok());
    }
  }
  world.advance(2s);
  for (int i = 0; i < kActivities; i += 3) {
    const auto task = world.poll_activity_task();
    EXPECT_EQ(task.attempt(), 2);
    ASSERT_TRUE(world.complete(task).ok());
  }
  EXPECT_EQ(world.describe("w")->pending_activities_size(), 0);
}

TEST(MatchingStory, a_clock_that_is_set_back_neither_loses_a_timer_nor_fires_it_early) {
  const store::TemporaryFolder folder;
  World world(folder.file("test.db"));
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {start_timer("t", 1h)}).ok());
  world.advance(-2h);
  world.advance(1h);
  EXPECT_EQ(world.events("w").back(), "5 TimerStarted");
  world.advance(59min);
  EXPECT_EQ(world.events("w").back(), "5 TimerStarted");
  world.advance(1h + 1min);
  EXPECT_EQ(world.poll_workflow_task().history().events(5).event_type(), enums::EVENT_TYPE_TIMER_FIRED);
}

TEST(MatchingStory, who_waits_for_events_hears_within_twenty_seconds_that_there_are_none) {
  const store::TemporaryFolder folder;
  World world(folder.file("test.db"));
  ASSERT_TRUE(world.start("w").ok());
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id("w");
  request.set_wait_new_event(true);
  auto first = world.call(&workers::Connection::get_workflow_execution_history, request);
  ASSERT_EQ(first->history().events_size(), 2);
  request.set_next_page_token(first->next_page_token());
  std::promise<wire::GetWorkflowExecutionHistoryResponse> answer;
  auto future = answer.get_future();
  world.connection().get_workflow_execution_history(
      request, [&](auto response) { answer.set_value(std::move(*response)); });
  ASSERT_TRUE(world.describe("w").ok());  // it waits now
  world.advance(21s);
  const auto nothing = future.get();
  EXPECT_EQ(nothing.history().events_size(), 0);
  EXPECT_EQ(nothing.next_page_token(), first->next_page_token());
  ASSERT_TRUE(world.signal("w", "s").ok());
  EXPECT_EQ(
      world.call(&workers::Connection::get_workflow_execution_history, request)->history().events_size(), 1);
}

}  // namespace
}  // namespace skald::tests
