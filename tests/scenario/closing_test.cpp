#include <gtest/gtest.h>

#include <thread>

#include "tests/scenario/failing_store.h"
#include "tests/scenario/world.h"
#include "tests/store/temporary_folder.h"

/// Engines that are stopped while things go on, and full disks.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;

class Closing : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  const std::string path_ = folder_.file("test.db");
};

// A call whose answer is looked at later.
template <class Request, class Response>
std::future<Result<Response>> begin(World& world,
                                    void (workers::Connection::*method)(Request, workers::Reply<Response>),
                                    Request request) {
  auto promise = std::make_shared<std::promise<Result<Response>>>();
  auto future = promise->get_future();
  (world.connection().*method)(std::move(request),
                               [promise](Result<Response> result) { promise->set_value(std::move(result)); });
  return future;
}

wire::GetWorkflowExecutionHistoryRequest wait_for_the_end(const std::string& id) {
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id(id);
  request.set_wait_new_event(true);
  request.set_history_event_filter_type(temporal::api::enums::v1::HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT);
  return request;
}

wire::PollWorkflowTaskQueueRequest poll_of(const std::string& queue) {
  wire::PollWorkflowTaskQueueRequest request;
  request.set_namespace_("default");
  request.mutable_task_queue()->set_name(queue);
  return request;
}

TEST_F(Closing, calls_that_wait_are_answered) {
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  auto waiter = begin(world, &workers::Connection::get_workflow_execution_history, wait_for_the_end("w"));
  auto poll = begin(world, &workers::Connection::poll_workflow_task_queue, poll_of("other"));
  world.connection().shut_down();
  EXPECT_EQ(waiter.get().error().code, Code::kUnavailable);
  const auto polled = poll.get();
  EXPECT_TRUE(polled.ok() ? polled->task_token().empty() : polled.error().code == Code::kUnavailable);
  EXPECT_EQ(world.signal("w", "s").error().code, Code::kUnavailable);
}

TEST_F(Closing, who_closes_second_waits_until_the_file_is_free) {
  for (int round = 0; round < 5; ++round) {
    World world(path_);
    ASSERT_TRUE(world.start("w" + std::to_string(round)).ok());
    std::thread other([&] { world.connection().shut_down(); });
    world.connection().shut_down();
    EXPECT_EQ(world.connection().target(), path_);
    EXPECT_FALSE(static_cast<workers::EmbeddedConnection&>(world.connection()).use([](runtime::Engine&) {}));
    other.join();
    World next(path_);
    EXPECT_EQ(next.count(), round + 1);
  }
}

TEST_F(Closing, calls_from_many_threads_meet_a_closing_engine) {
  runtime::Options options;
  options.shards = 2;
  World world(path_, options);
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 200; ++i) {
        const std::string id = std::to_string(thread) + "-" + std::to_string(i);
        const auto started = world.start(id);
        if (!started.ok()) {
          EXPECT_EQ(started.error().code, Code::kUnavailable);
        }
        begin(world, &workers::Connection::get_workflow_execution_history, wait_for_the_end(id)).wait();
        ++answered;
      }
    });
  }
  while (world.engine().metrics().log_rows < 2) std::this_thread::yield();
  world.connection().shut_down();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, 600);
}

TEST_F(Closing, a_full_disk_does_not_keep_an_engine_from_closing) {
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  world.disk().fill_disk();
  auto undurable = begin(world, &workers::Connection::start_workflow_execution, World::start_request("v"));
  while (!world.engine().metrics().disk_full) std::this_thread::yield();
  world.restart();
  EXPECT_EQ(undurable.get().error().code, Code::kUnavailable);
  EXPECT_TRUE(world.describe("w").ok());
  EXPECT_EQ(world.describe("v").error().code, Code::kNotFound);
}

// The shard has handed over as much as may be undurable, and waits.
TEST_F(Closing, a_full_disk_with_much_to_write_does_not_keep_an_engine_from_closing) {
  runtime::Options options;
  options.undurable_bytes = 1;
  World world(path_, options);
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_TRUE(world.start("v").ok());
  const auto first = world.poll_workflow_task();
  const auto second = world.poll_workflow_task();
  world.disk().fill_disk();
  for (const auto& task : {first, second}) {
    wire::RespondWorkflowTaskCompletedRequest request;
    request.set_task_token(task.task_token());
    *request.add_commands() = complete_workflow();
    begin(world, &workers::Connection::respond_workflow_task_completed, request);
  }
  while (!world.engine().metrics().disk_full) std::this_thread::yield();
  world.restart();
  EXPECT_EQ(world.count("ExecutionStatus = 'Running'"), 2);
}

// Somebody looks into it with another program, and has begun to write there.
TEST_F(Closing, a_file_that_another_program_locks_is_written_when_it_is_free) {
  StoreFaults faults;
  World world(path_, {},
              [&](std::unique_ptr<store::Store> store) { return failing_store(std::move(store), faults); });
  ASSERT_TRUE(world.start("w").ok());
  faults.locked = true;
  auto undurable = begin(world, &workers::Connection::start_workflow_execution, World::start_request("v"));
  EXPECT_EQ(undurable.wait_for(1ms), std::future_status::timeout);
  faults.locked = false;
  EXPECT_TRUE(undurable.get().ok());
  EXPECT_EQ(world.count(), 2);
}

TEST_F(Closing, a_full_disk_refuses_what_writes_and_lets_others_read) {
  World world(path_);
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_EQ(world.count(), 1);
  world.disk().fill_disk();
  auto undurable = begin(world, &workers::Connection::start_workflow_execution, World::start_request("v"));
  while (!world.engine().metrics().disk_full) std::this_thread::yield();
  EXPECT_EQ(world.signal("w", "s").error().code, Code::kResourceExhausted);
  EXPECT_EQ(world.count(), 1);
  EXPECT_TRUE(world.describe("w").ok());
  EXPECT_EQ(world.events("w").size(), 2u);
  world.disk().free_disk();
  EXPECT_TRUE(undurable.get().ok());
  EXPECT_EQ(world.count(), 2);
}

}  // namespace
}  // namespace skald::tests
