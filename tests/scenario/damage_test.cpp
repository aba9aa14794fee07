#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/scenario/failing_store.h"
#include "tests/scenario/world.h"
#include "tests/store/sqlite_file.h"
#include "tests/store/temporary_folder.h"

/// What is stored cannot be read back: one run stands still, the others do not notice.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;
namespace enums = temporal::api::enums::v1;

class Damage : public testing::Test {
 protected:
  // One byte of the log row `seq`.
  static World::Meddle flip(int seq) {
    return [seq](const std::string& path) {
      store::execute_sql(path,
                         "UPDATE log SET body = CAST(substr(body, 1, 20) || x'00ff' || substr(body, 23) AS "
                         "BLOB) WHERE seq = " +
                             std::to_string(seq));
    };
  }
  static void expect_set_aside(World& world, const std::string& id) {
    const auto described = world.describe(id);
    ASSERT_FALSE(described.ok());
    EXPECT_EQ(described.error().code, Code::kDataLoss) << described.error().message;
    const auto started = world.start(id);
    ASSERT_FALSE(started.ok());
    EXPECT_EQ(started.error().code, Code::kDataLoss) << started.error().message;
  }

  store::TemporaryFolder folder_;
  const std::string path_ = folder_.file("test.db");
};

TEST_F(Damage, a_run_with_a_damaged_row_is_still_set_aside_two_restarts_later) {
  runtime::Options options;
  options.derived_age = 1h;
  World world(path_, options);
  ASSERT_TRUE(world.start("broken").ok());          // row 1
  ASSERT_TRUE(world.signal("broken", "one").ok());  // row 2
  ASSERT_TRUE(world.signal("broken", "two").ok());  // row 3
  ASSERT_TRUE(world.start("whole").ok());           // row 4
  world.crash(flip(2));
  expect_set_aside(world, "broken");
  EXPECT_TRUE(world.signal("whole", "s").ok());
  for (int restarts = 0; restarts < 2; ++restarts) {
    world.restart();
    expect_set_aside(world, "broken");
    EXPECT_EQ(world.poll_workflow_task().workflow_execution().workflow_id(), "whole");
  }
}

TEST_F(Damage, a_damaged_row_behind_a_snapshot_sets_the_run_aside_for_good) {
  runtime::Options options;
  options.derived_age = 1h;
  World world(path_, options);
  ASSERT_TRUE(world.start("broken").ok());  // row 1
  ASSERT_EQ(world.count(), 1);
  ASSERT_TRUE(world.signal("broken", "one").ok());  // row 2
  world.crash(flip(2));
  expect_set_aside(world, "broken");
  world.restart();
  expect_set_aside(world, "broken");
}

TEST_F(Damage, a_damaged_run_can_be_terminated_and_its_workflow_started_again) {
  runtime::Options options;
  options.derived_age = 1h;
  World world(path_, options);
  ASSERT_TRUE(world.start("broken").ok());          // row 1
  ASSERT_TRUE(world.signal("broken", "one").ok());  // row 2
  ASSERT_TRUE(world.signal("broken", "two").ok());  // row 3
  world.crash(flip(2));
  expect_set_aside(world, "broken");
  ASSERT_TRUE(world.terminate("broken", "damaged").ok());
  EXPECT_THAT(world.events("broken"),
              testing::ElementsAre("1 WorkflowExecutionStarted", "2 WorkflowTaskScheduled",
                                   "3 WorkflowExecutionTerminated"));
  EXPECT_EQ(world.terminate("broken", "again").error().code, Code::kNotFound);
  ASSERT_TRUE(world.start("broken").ok());
  EXPECT_EQ(world.events("broken").size(), 2);
}

TEST_F(Damage, the_termination_of_a_damaged_run_survives_crashes) {
  runtime::Options options;
  options.derived_age = 1h;
  World world(path_, options);
  const auto started = world.start("broken");       // row 1
  ASSERT_TRUE(world.signal("broken", "one").ok());  // row 2
  ASSERT_TRUE(world.signal("broken", "two").ok());  // row 3
  world.crash(flip(2));
  ASSERT_TRUE(world.terminate("broken", "damaged").ok());
  for (int crashes = 0; crashes < 3; ++crashes) {
    world.crash();
    EXPECT_EQ(world.events("broken").back(), "3 WorkflowExecutionTerminated");
    EXPECT_EQ(world.count("ExecutionStatus = 'Terminated'"), 1);
  }
  world.restart();
  EXPECT_EQ(world.events("broken", started->run_id()).back(), "3 WorkflowExecutionTerminated");
}

// The row is behind the snapshot: recovery does not read it, the first worker that asks for it does.
TEST_F(Damage, a_task_whose_history_is_damaged_sets_its_run_aside_and_is_not_given_out_again) {
  World world(path_);
  ASSERT_TRUE(world.start("broken").ok());          // row 1
  ASSERT_TRUE(world.signal("broken", "one").ok());  // row 2
  ASSERT_TRUE(world.signal("broken", "two").ok());  // row 3
  ASSERT_EQ(world.count(), 1);                      // a derived row covers them
  ASSERT_TRUE(world.start("later").ok());
  ASSERT_TRUE(world.terminate("later", "enough").ok());
  ASSERT_EQ(world.count("ExecutionStatus = 'Running'"), 1);
  world.crash(flip(2));
  ASSERT_TRUE(world.describe("broken").ok());
  EXPECT_THROW(world.poll_workflow_task(), std::runtime_error);
  expect_set_aside(world, "broken");
  ASSERT_TRUE(world.start("whole").ok());
  for (int i = 0; i < 3; ++i) world.advance(20s);
  EXPECT_EQ(world.poll_workflow_task().workflow_execution().workflow_id(), "whole");
  world.restart();
  expect_set_aside(world, "broken");
  ASSERT_TRUE(world.terminate("broken", "damaged").ok());
  EXPECT_EQ(world.count("ExecutionStatus = 'Terminated'"), 2);
}

TEST_F(Damage, an_old_row_that_cannot_be_folded_does_not_end_the_process) {
  World world(path_);
  ASSERT_TRUE(world.start("broken").ok());          // row 1
  ASSERT_TRUE(world.signal("broken", "one").ok());  // row 2
  ASSERT_TRUE(world.signal("broken", "two").ok());  // row 3
  ASSERT_EQ(world.count(), 1);                      // a derived row covers them
  ASSERT_TRUE(world.start("later").ok());
  ASSERT_EQ(world.count(), 2);  // and recovery starts behind them
  world.crash(flip(2));
  ASSERT_TRUE(world.terminate("broken", "enough").ok());
  ASSERT_TRUE(world.start("whole").ok());
  EXPECT_EQ(world.count("ExecutionStatus = 'Terminated'"), 1);
  EXPECT_EQ(world.count("ExecutionStatus = 'Running'"), 2);
  world.restart();
  EXPECT_EQ(world.count("ExecutionStatus = 'Running'"), 2);
}

TEST_F(Damage, a_damaged_derived_row_does_not_keep_the_file_from_opening) {
  runtime::Options options;
  options.derived_age = 1h;
  World world(path_, options);
  ASSERT_TRUE(world.start("broken").ok());
  ASSERT_TRUE(world.start("whole").ok());
  ASSERT_EQ(world.count(), 2);
  ASSERT_TRUE(world.signal("broken", "s").ok());
  ASSERT_TRUE(world.signal("whole", "s").ok());
  world.crash([](const std::string& path) {
    store::execute_sql(path, "UPDATE runs SET checksum = checksum + 1 WHERE run = 1");
  });
  const auto broken = world.describe("broken");
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error().code, Code::kDataLoss);
  EXPECT_EQ(world.events("whole").back(), "3 WorkflowExecutionSignaled");
}

TEST_F(Damage, an_engine_that_cannot_recover_says_why) {
  StoreFaults faults;
  faults.recovery = true;
  auto engine = runtime::Engine::open(failing_store(store::open_memory(), faults), {});
  ASSERT_FALSE(engine.ok());
  EXPECT_EQ(engine.error().message, "the disk does not answer");
}

/// Runs leave memory as soon as they may, and the file does not always answer.
class Unreadable : public Damage {
 protected:
  static runtime::Options options() {
    runtime::Options options;
    options.resident_bytes = 1;
    options.derived_age = 1ms;
    return options;
  }
  void wait_until_memory_is_empty() {
    while (world_.engine().metrics().resident_runs != 0) world_.engine().wake();
  }

  StoreFaults faults_;
  World world_{path_, options(), [this](std::unique_ptr<store::Store> store) {
                 return failing_store(std::move(store), faults_);
               }};
};

TEST_F(Unreadable, a_task_whose_run_could_not_be_read_is_given_out_when_it_can) {
  ASSERT_TRUE(world_.start("w").ok());
  wait_until_memory_is_empty();
  faults_.reads = true;
  EXPECT_THROW(world_.poll_workflow_task(), std::runtime_error);
  faults_.reads = false;
  EXPECT_EQ(world_.poll_workflow_task().workflow_execution().workflow_id(), "w");
}

// In the process a task has no timeout that would bring it back.
TEST_F(Unreadable, a_task_whose_history_could_not_be_read_is_given_out_when_it_can) {
  ASSERT_TRUE(world_.start("w").ok());
  wait_until_memory_is_empty();
  faults_.histories = true;
  EXPECT_THROW(world_.poll_workflow_task(), std::runtime_error);
  ASSERT_EQ(world_.describe("w")->pending_workflow_task().state(),
            enums::PENDING_WORKFLOW_TASK_STATE_SCHEDULED);
  faults_.histories = false;
  ASSERT_TRUE(world_.signal("w", "s").ok());
  const auto task = world_.poll_workflow_task();
  EXPECT_EQ(task.history().events_size(), 4);
  EXPECT_TRUE(world_.complete(task, {complete_workflow()}).ok());
}

TEST_F(Unreadable, a_timer_whose_run_could_not_be_read_fires_when_it_can) {
  ASSERT_TRUE(world_.start("w").ok());
  ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {start_timer("t", 1h)}).ok());
  wait_until_memory_is_empty();
  faults_.reads = true;
  const auto loads = world_.engine().metrics().loads.load();
  world_.advance(2h);
  while (world_.engine().metrics().loads == loads) std::this_thread::yield();
  EXPECT_EQ(world_.describe("w").error().message, "the disk does not answer");
  faults_.reads = false;
  world_.advance(1s);
  EXPECT_EQ(world_.poll_workflow_task().history().events(5).event_type(), enums::EVENT_TYPE_TIMER_FIRED);
}

}  // namespace
}  // namespace skald::tests
