#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/api/time.h"
#include "engine/service/service.h"
#include "tests/scenario/service_call.h"

/// What is told of task queues.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;
using service::Service;
namespace enums = temporal::api::enums::v1;

wire::DescribeTaskQueueRequest about(const std::string& queue,
                                     enums::TaskQueueType type = enums::TASK_QUEUE_TYPE_WORKFLOW) {
  wire::DescribeTaskQueueRequest request;
  request.set_namespace_("default");
  request.mutable_task_queue()->set_name(queue);
  request.set_task_queue_type(type);
  request.set_report_stats(true);
  return request;
}

TEST(TaskQueues, backlog_counts_waiting_tasks_and_the_age_of_the_oldest) {
  World world;
  ASSERT_TRUE(world.start("a").ok());
  world.advance(40s);
  ASSERT_TRUE(world.start("b").ok());
  world.advance(2s);
  const auto told = ask(world, &Service::describe_task_queue, about("queue"));
  ASSERT_TRUE(told.ok());
  EXPECT_EQ(told->stats().approximate_backlog_count(), 2);
  EXPECT_EQ(api::to_duration(told->stats().approximate_backlog_age()), Duration(42s));
  EXPECT_EQ(ask(world, &Service::describe_task_queue, about("queue", enums::TASK_QUEUE_TYPE_ACTIVITY))
                ->stats()
                .approximate_backlog_count(),
            0);
}

TEST(TaskQueues, pollers_are_told_for_five_minutes_with_the_time_of_their_last_poll) {
  World world;
  ASSERT_TRUE(world.start("a").ok());
  wire::PollWorkflowTaskQueueRequest poll;
  poll.set_namespace_("default");
  poll.mutable_task_queue()->set_name("queue");
  poll.set_identity("worker@host");
  ASSERT_TRUE(world.call(&workers::Connection::poll_workflow_task_queue, poll).ok());
  const auto at = world.engine().options().clock->now();
  world.advance(4min);
  const auto told = ask(world, &Service::describe_task_queue, about("queue"));
  ASSERT_EQ(told->pollers_size(), 1);
  EXPECT_EQ(told->pollers(0).identity(), "worker@host");
  EXPECT_EQ(api::to_time(told->pollers(0).last_access_time()), at);
  world.advance(2min);
  EXPECT_EQ(ask(world, &Service::describe_task_queue, about("queue"))->pollers_size(), 0);
}

/// A poll for an activity by a worker that wants at most so many a second.
std::future<wire::PollActivityTaskQueueResponse> limited_poll(World& world, double per_second) {
  wire::PollActivityTaskQueueRequest request;
  request.set_namespace_("default");
  request.mutable_task_queue()->set_name("queue");
  request.mutable_task_queue_metadata()->mutable_max_tasks_per_second()->set_value(per_second);
  auto promise = std::make_shared<std::promise<wire::PollActivityTaskQueueResponse>>();
  world.connection().poll_activity_task_queue(request,
                                              [promise](auto task) { promise->set_value(std::move(*task)); });
  return promise->get_future();
}

TEST(TaskQueues, worker_gets_no_more_activities_a_second_than_it_wants) {
  World world;
  ASSERT_TRUE(world.start("w").ok());
  const auto task = world.poll_workflow_task();
  ASSERT_TRUE(world
                  .complete(task, {schedule_activity("a"), schedule_activity("b"), schedule_activity("c"),
                                   schedule_activity("d")})
                  .ok());
  std::vector<std::future<wire::PollActivityTaskQueueResponse>> polls;
  for (int i = 0; i < 4; ++i) polls.push_back(limited_poll(world, 2));
  const auto given = [&] {
    return std::count_if(polls.begin(), polls.end(),
                         [](auto& poll) { return poll.wait_for(0s) == std::future_status::ready; });
  };
  polls[0].wait();
  polls[1].wait();
  EXPECT_EQ(ask(world, &Service::describe_task_queue, about("queue", enums::TASK_QUEUE_TYPE_ACTIVITY))
                ->stats()
                .approximate_backlog_count(),
            2);
  EXPECT_EQ(given(), 2);
  world.advance(500ms);
  polls[2].wait();
  EXPECT_EQ(given(), 3);
  world.advance(500ms);
  polls[3].wait();
}

}  // namespace
}  // namespace skald::tests
