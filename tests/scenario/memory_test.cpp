#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "tests/scenario/world.h"
#include "tests/store/temporary_folder.h"

/// Runs leave memory and come back; whoever asks for them does not notice.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;

runtime::Options short_of_memory() {
  runtime::Options options;
  options.resident_bytes = 1;
  options.derived_age = 1ms;
  return options;
}

void wait_until_empty(World& world) {
  while (world.engine().metrics().resident_runs != 0) world.engine().wake();
}

const runtime::QueueKey kQueue{"default", "queue", runtime::TaskKind::kWorkflow};
const runtime::QueueKey kActivityQueue{"default", "queue", runtime::TaskKind::kActivity};

class Memory : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  World world_{folder_.file("test.db"), short_of_memory()};
};

TEST_F(Memory, a_run_that_left_goes_on_where_it_stopped) {
  ASSERT_TRUE(world_.start("w").ok());
  ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {start_timer("t", 1h)}).ok());
  wait_until_empty(world_);
  ASSERT_TRUE(world_.signal("w", "s").ok());
  ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {}).ok());
  wait_until_empty(world_);
  world_.advance(1h);
  ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {complete_workflow()}).ok());
  EXPECT_EQ(world_.events("w").back(), "14 WorkflowExecutionCompleted");
}

TEST_F(Memory, the_task_of_a_run_that_left_is_given_out_once) {
  ASSERT_TRUE(world_.start("w").ok());
  wait_until_empty(world_);
  ASSERT_TRUE(world_.describe("w").ok());  // it comes back, and leaves again
  wait_until_empty(world_);
  EXPECT_EQ(world_.engine().matching().backlog(kQueue), 1);
  const auto task = world_.poll_workflow_task();
  EXPECT_EQ(task.workflow_execution().workflow_id(), "w");
  EXPECT_EQ(world_.engine().matching().backlog(kQueue), 0);
  ASSERT_TRUE(world_.complete(task, {complete_workflow()}).ok());
}

TEST_F(Memory, the_tasks_of_a_run_that_left_are_withdrawn_when_it_ends) {
  ASSERT_TRUE(world_.start("w").ok());
  ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {schedule_activity("a")}).ok());
  ASSERT_TRUE(world_.signal("w", "s").ok());
  wait_until_empty(world_);
  EXPECT_EQ(world_.engine().matching().backlog(kQueue), 1);
  EXPECT_EQ(world_.engine().matching().backlog(kActivityQueue), 1);
  ASSERT_TRUE(world_.terminate("w", "enough").ok());
  EXPECT_EQ(world_.engine().matching().backlog(kQueue), 0);
  EXPECT_EQ(world_.engine().matching().backlog(kActivityQueue), 0);
}

TEST(MemoryOfABacklog, is_bounded_without_workers_and_a_worker_drains_it) {
  constexpr int kRuns = 5'000;
  runtime::Options options;
  options.resident_bytes = 1u << 18;
  options.derived_age = 1ms;
  const store::TemporaryFolder folder;
  const store::RecordingVfs disk;  // its syncs cost nothing
  World world([&] { return store::open_sqlite({.path = folder.file("test.db"), .vfs = disk.name()}); },
              options);
  std::atomic<int> started{0};
  for (int i = 0; i < kRuns; ++i) {
    world.connection().start_workflow_execution(World::start_request("w" + std::to_string(i)),
                                                [&](const auto& reply) { started += reply.ok() ? 1 : 0; });
  }
  // A run takes more than a kilobyte, however it is kept.
  while (started < kRuns || world.engine().metrics().resident_runs > 256) std::this_thread::yield();
  EXPECT_EQ(world.engine().matching().backlog(kQueue), kRuns);
  std::set<std::string> drained;
  for (int i = 0; i < kRuns; ++i) {
    const auto task = world.poll_workflow_task();
    ASSERT_TRUE(drained.insert(task.workflow_execution().workflow_id()).second);
    ASSERT_TRUE(world.complete(task, {complete_workflow()}).ok());
  }
  EXPECT_EQ(world.engine().matching().backlog(kQueue), 0);
  EXPECT_EQ(world.count("ExecutionStatus = 'Completed'"), kRuns);
}

// Room for one run as messages, and for some as bytes.
TEST(MemoryOfIdleRuns, holds_them_packed_and_needs_no_file_to_go_on) {
  runtime::Options options;
  options.resident_bytes = 32u << 10;
  options.derived_age = 1ms;
  const store::TemporaryFolder folder;
  World world(folder.file("test.db"), options);
  const std::vector<std::string> ids{"a", "b", "c"};
  for (const std::string& id : ids) {
    ASSERT_TRUE(world.start(id).ok());
    ASSERT_TRUE(world.complete(world.poll_workflow_task(), {start_timer("t", 1h)}).ok());
  }
  const auto& metrics = world.engine().metrics();
  while (metrics.packed_runs < 2 || metrics.resident_runs != 3) std::this_thread::yield();
  const auto loads = metrics.loads.load();
  for (const std::string& id : ids) ASSERT_TRUE(world.signal(id, "s").ok());
  EXPECT_EQ(metrics.loads, loads);
  for (const std::string& id : ids) {
    const auto task = world.poll_workflow_task();
    EXPECT_EQ(task.workflow_execution().workflow_id(), id);
    ASSERT_TRUE(world.complete(task, {complete_workflow()}).ok());
    EXPECT_THAT(
        world.events(id),
        testing::ElementsAre("1 WorkflowExecutionStarted", "2 WorkflowTaskScheduled", "3 WorkflowTaskStarted",
                             "4 WorkflowTaskCompleted", "5 TimerStarted", "6 WorkflowExecutionSignaled",
                             "7 WorkflowTaskScheduled", "8 WorkflowTaskStarted", "9 WorkflowTaskCompleted",
                             "10 WorkflowExecutionCompleted"));
  }
}

TEST_F(Memory, an_activity_whose_run_left_times_out_and_is_tried_again) {
  ASSERT_TRUE(world_.start("w").ok());
  ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {schedule_activity("a")}).ok());
  const auto first = world_.poll_activity_task();
  wait_until_empty(world_);
  world_.advance(61s);
  while (world_.describe("w")->pending_activities(0).attempt() != 2) world_.engine().wake();
  world_.advance(2s);
  const auto second = world_.poll_activity_task();
  EXPECT_EQ(second.attempt(), 2);
  EXPECT_EQ(world_.complete(first).error().code, Code::kNotFound);
  ASSERT_TRUE(world_.complete(second).ok());
}

TEST_F(Memory, a_closed_run_may_be_asked_for_by_id_and_as_the_newest_at_once) {
  const auto started = world_.start("w");
  ASSERT_TRUE(world_.terminate("w", "enough").ok());
  wait_until_empty(world_);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::future<std::string>> runs;
    for (int i = 0; i < 6; ++i) {
      wire::DescribeWorkflowExecutionRequest request;
      request.set_namespace_("default");
      request.mutable_execution()->set_workflow_id("w");
      if (i % 2 == 0) request.mutable_execution()->set_run_id(started->run_id());
      auto promise = std::make_shared<std::promise<std::string>>();
      runs.push_back(promise->get_future());
      world_.connection().describe_workflow_execution(request, [promise](auto response) {
        promise->set_value(response->workflow_execution_info().execution().run_id());
      });
    }
    for (auto& run : runs) EXPECT_EQ(run.get(), started->run_id());
  }
}

TEST_F(Memory, an_older_run_that_is_looked_at_is_not_taken_for_the_newest) {
  const auto first = world_.start("w");
  ASSERT_TRUE(world_.terminate("w", "enough").ok());
  const auto second = world_.start("w");
  ASSERT_TRUE(second.ok());
  ASSERT_TRUE(world_.terminate("w", "enough").ok());
  wait_until_empty(world_);
  EXPECT_EQ(world_.describe("w", first->run_id())->workflow_execution_info().execution().run_id(),
            first->run_id());
  EXPECT_EQ(world_.describe("w")->workflow_execution_info().execution().run_id(), second->run_id());
}

TEST_F(Memory, events_that_nobody_takes_a_task_for_do_not_pile_up_there_and_are_read_from_the_file) {
  ASSERT_TRUE(world_.start("w").ok());
  wire::SignalWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_workflow_execution()->set_workflow_id("w");
  request.set_signal_name("s");
  request.mutable_input()->add_payloads()->set_data(std::string(50'000, 'x'));
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(world_.call(&workers::Connection::signal_workflow_execution, request).ok());
  }
  const auto task = world_.poll_workflow_task();
  ASSERT_EQ(task.history().events_size(), 43);
  for (int i = 0; i < 43; ++i) EXPECT_EQ(task.history().events(i).event_id(), i + 1);
}

// No history holds the start of a task that a worker in this process has.
TEST_F(Memory, a_task_whose_history_has_many_pages_comes_whole) {
  ASSERT_TRUE(world_.start("w").ok());
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(world_.signal("w", "s").ok());
  for (int attempt = 1; attempt <= 2; ++attempt) {
    const auto task = world_.poll_workflow_task();
    ASSERT_FALSE(task.next_page_token().empty());
    wire::GetWorkflowExecutionHistoryRequest request;
    request.set_namespace_("default");
    *request.mutable_execution() = task.workflow_execution();
    request.set_next_page_token(task.next_page_token());
    const auto rest = world_.call(&workers::Connection::get_workflow_execution_history, request);
    ASSERT_TRUE(rest.ok());
    EXPECT_TRUE(rest->next_page_token().empty());
    std::int64_t expected = task.history().events_size();
    for (const auto& event : rest->history().events()) EXPECT_EQ(event.event_id(), ++expected);
    EXPECT_EQ(expected, task.started_event_id());
    const auto& last = rest->history().events(rest->history().events_size() - 1);
    EXPECT_EQ(last.event_type(), temporal::api::enums::v1::EVENT_TYPE_WORKFLOW_TASK_STARTED);
    ASSERT_TRUE(world_.fail(task, "not yet").ok());
    world_.advance(10s);
  }
}

TEST(MemoryOfAPage, is_bounded_however_long_the_history) {
  World world(std::string(), short_of_memory());
  ASSERT_TRUE(world.start("w").ok());
  wire::SignalWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_workflow_execution()->set_workflow_id("w");
  request.set_signal_name("s");
  request.mutable_input()->add_payloads()->set_data(std::string(2'000'000, 'x'));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(world.call(&workers::Connection::signal_workflow_execution, request).ok());
  }
  wait_until_empty(world);
  const auto task = world.poll_workflow_task();
  EXPECT_LT(task.history().ByteSizeLong(), 32'000'000u);
  EXPECT_FALSE(task.next_page_token().empty());
  EXPECT_EQ(world.events("w").size(), 22u);
}

}  // namespace
}  // namespace skald::tests
