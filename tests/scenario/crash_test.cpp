#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/service_call.h"
#include "tests/scenario/world.h"
#include "tests/store/recording_vfs/recording_vfs.h"
#include "tests/store/temporary_folder.h"

/// The power goes at a moment that hurts; what was acknowledged is there afterwards.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;
namespace enums = temporal::api::enums::v1;

// Derived rows are written when a test asks for them.
runtime::Options without_derived_rows() {
  runtime::Options options;
  options.derived_age = 1h;
  return options;
}

class Crash : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  const std::string path_ = folder_.file("test.db");
};

TEST_F(Crash, a_run_that_closed_just_before_it_is_still_the_newest_of_its_workflow) {
  World world(path_, without_derived_rows());
  const auto first = world.start("w");
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(world.terminate("w", "enough").ok());
  world.crash();
  const auto described = world.describe("w");
  ASSERT_TRUE(described.ok()) << described.error().message;
  EXPECT_EQ(described->workflow_execution_info().status(), enums::WORKFLOW_EXECUTION_STATUS_TERMINATED);
  auto again = World::start_request("w");
  again.set_workflow_id_reuse_policy(enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
  const auto refused = world.start(again);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, testing::HasSubstr(first->run_id()));
}

TEST_F(Crash, a_request_that_comes_again_after_it_does_nothing_a_second_time) {
  World world(path_);
  auto start = World::start_request("w");
  start.set_request_id("start");
  const auto first = world.start(start);
  ASSERT_TRUE(first.ok());
  wire::SignalWorkflowExecutionRequest signal;
  signal.set_namespace_("default");
  signal.mutable_workflow_execution()->set_workflow_id("w");
  signal.set_signal_name("s");
  signal.set_request_id("signal");
  ASSERT_TRUE(ask(world, &service::Service::signal_workflow_execution, signal).ok());
  const auto before = world.events("w");
  for (int i = 0; i < 2; ++i) {  // once from the log, once from what was derived of it
    world.crash();
    const auto again = world.start(start);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->run_id(), first->run_id());
    EXPECT_TRUE(again->started());
    EXPECT_TRUE(ask(world, &service::Service::signal_workflow_execution, signal).ok());
    EXPECT_EQ(world.events("w"), before);
    ASSERT_EQ(world.count(), 1);
  }
}

TEST_F(Crash, a_run_whose_derived_row_says_open_but_which_has_closed_stays_closed) {
  World world(path_, without_derived_rows());
  ASSERT_TRUE(world.start("w").ok());
  ASSERT_EQ(world.count("ExecutionStatus = 'Running'"), 1);
  ASSERT_TRUE(world.terminate("w", "enough").ok());
  world.crash();
  const Status late = world.signal("w", "s");
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().message, "workflow execution already completed");
  EXPECT_EQ(world.count("ExecutionStatus = 'Running'"), 0);
}

TEST_F(Crash, the_newest_run_of_a_chain_is_found_whether_the_runs_are_open_or_closed) {
  World world(path_, without_derived_rows());
  const auto first = world.start("w");
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {continue_as_new()}).ok());
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {continue_as_new()}).ok());
  ASSERT_TRUE(world.describe("w").ok());  // workers in the process do not wait for the disk, clients do
  world.crash();
  const std::string third = world.describe("w")->workflow_execution_info().execution().run_id();
  EXPECT_EQ(world.events("w", first->run_id()).back(), "5 WorkflowExecutionContinuedAsNew");
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {complete_workflow()}).ok());
  ASSERT_TRUE(world.result("w").ok());
  world.crash();
  const auto last = world.describe("w");
  EXPECT_EQ(last->workflow_execution_info().execution().run_id(), third);
  EXPECT_EQ(last->workflow_execution_info().status(), enums::WORKFLOW_EXECUTION_STATUS_COMPLETED);
  EXPECT_EQ(world.count(), 3);
}

TEST_F(Crash, a_run_that_was_replaced_and_the_one_that_replaced_it_are_both_there) {
  World world(path_, without_derived_rows());
  const auto first = world.start("w");
  auto request = World::start_request("w");
  request.set_workflow_id_conflict_policy(enums::WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING);
  const auto second = world.start(request);
  ASSERT_TRUE(second.ok());
  world.crash();
  EXPECT_EQ(world.describe("w")->workflow_execution_info().execution().run_id(), second->run_id());
  EXPECT_EQ(world.events("w", first->run_id()).back(), "3 WorkflowExecutionTerminated");
  EXPECT_EQ(world.poll_workflow_task().workflow_execution().run_id(), second->run_id());
}

// Each round leaves rows that no derived row covers, and derived rows that cover others.
TEST_F(Crash, many_in_a_row_lose_nothing_that_was_acknowledged) {
  runtime::Options options;
  options.derived_age = 1ms;
  options.fold_rows = 8;
  options.shards = 3;
  World world(path_, options);
  int signals = 0;
  for (int round = 0; round < 8; ++round) {
    for (int id = 0; id < 5; ++id) {
      const std::string name = "w" + std::to_string(id);
      if (round == 0) {
        ASSERT_TRUE(world.start(name).ok());
      }
      for (int i = 0; i < 7; ++i) ASSERT_TRUE(world.signal(name, "s").ok());
    }
    signals += 7;
    world.crash();
    for (int id = 0; id < 5; ++id) {
      ASSERT_EQ(world.events("w" + std::to_string(id)).size(), static_cast<std::size_t>(signals) + 2);
    }
  }
  for (int id = 0; id < 5; ++id) ASSERT_TRUE(world.terminate("w" + std::to_string(id), "end").ok());
  world.crash();
  EXPECT_EQ(world.count("ExecutionStatus = 'Terminated'"), 5);
}

TEST_F(Crash, what_is_acknowledged_is_on_the_disk_at_that_moment) {
  World world(path_, without_derived_rows());
  store::TemporaryFolder image;
  std::promise<std::string> started;
  world.connection().start_workflow_execution(World::start_request("w"), [&](auto response) {
    world.disk().write_synced_image(image.path());
    started.set_value(response->run_id());
  });
  const std::string run_id = started.get_future().get();
  World after(image.file("test.db"));
  EXPECT_EQ(after.describe("w")->workflow_execution_info().execution().run_id(), run_id);
}

TEST_F(Crash, a_refusal_that_names_a_run_waits_until_that_run_is_on_the_disk) {
  World world(path_, without_derived_rows());
  store::TemporaryFolder image;
  std::promise<void> refused;
  world.connection().start_workflow_execution(World::start_request("w"), [](auto) {});
  world.connection().start_workflow_execution(World::start_request("w"), [&](auto response) {
    EXPECT_FALSE(response.ok());
    world.disk().write_synced_image(image.path());
    refused.set_value();
  });
  refused.get_future().wait();
  World after(image.file("test.db"));
  EXPECT_TRUE(after.describe("w").ok());
}

TEST_F(Crash, an_activity_is_given_out_when_its_start_is_on_the_disk) {
  World world(path_, without_derived_rows());
  ASSERT_TRUE(world.start("w").ok());
  store::TemporaryFolder image;
  std::promise<void> given;
  wire::PollActivityTaskQueueRequest poll;
  poll.set_namespace_("default");
  poll.mutable_task_queue()->set_name("queue");
  world.connection().poll_activity_task_queue(poll, [&](auto) {
    world.disk().write_synced_image(image.path());
    given.set_value();
  });
  ASSERT_TRUE(world.complete(world.poll_workflow_task(), {schedule_activity("a")}).ok());
  given.get_future().wait();
  World after(image.file("test.db"));
  after.advance(1s);
  EXPECT_EQ(after.poll_activity_task().attempt(), 2);
}

TEST_F(Crash, a_run_that_is_loaded_often_is_folded_all_the_same) {
  runtime::Options options;
  options.fold_rows = 64;
  World world(path_, options);
  ASSERT_TRUE(world.start("w").ok());
  std::uint64_t folds = 0;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(world.signal("w", "s").ok());
    ASSERT_EQ(world.count(), 1);
    folds += world.engine().metrics().folds;
    world.restart();
  }
  EXPECT_GT(folds, 0u);
  EXPECT_EQ(world.events("w").size(), 102u);
}

}  // namespace
}  // namespace skald::tests
