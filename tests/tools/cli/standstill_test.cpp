#include <gtest/gtest.h>

#include "engine/api/time.h"
#include "tools/cli/run_text.h"

/// What lists say of an open run that does not get on.
namespace skald::cli {
namespace {

using namespace std::chrono_literals;
using internal::v1::WorkflowTaskState;

const Time kReady{std::chrono::hours(500'000)};

core::RunState waiting_run(std::int32_t attempt = 1) {
  core::RunState state;
  auto& task = *state.mutable_workflow_task();
  task.set_stage(WorkflowTaskState::STAGE_SCHEDULED);
  task.set_attempt(attempt);
  task.mutable_task_queue()->set_name("orders");
  *task.mutable_scheduled_time() = api::to_timestamp(kReady);
  return state;
}

TEST(Standstill, a_task_that_waits_a_minute_for_a_worker_is_told_with_its_queue) {
  EXPECT_EQ(standstill_text(waiting_run(), kReady + 59s), "");
  EXPECT_EQ(standstill_text(waiting_run(), kReady + 60s), "waits for a worker on orders since 1 min");
}

TEST(Standstill, a_task_that_failed_three_times_is_told_with_its_last_failure) {
  core::RunState state = waiting_run(4);
  state.mutable_last_workflow_task_failure()->set_message("no such type");
  EXPECT_EQ(standstill_text(state, kReady), "its task failed 3 times: no such type");
  state.mutable_workflow_task()->set_attempt(3);
  EXPECT_EQ(standstill_text(state, kReady), "");
}

TEST(Standstill, a_task_that_is_being_worked_on_or_a_run_without_one_is_in_order) {
  core::RunState state = waiting_run();
  state.mutable_workflow_task()->set_stage(WorkflowTaskState::STAGE_STARTED);
  EXPECT_EQ(standstill_text(state, kReady + 1h), "");
  EXPECT_EQ(standstill_text(core::RunState(), kReady), "");
}

}  // namespace
}  // namespace skald::cli
