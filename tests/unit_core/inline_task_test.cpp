#include <gtest/gtest.h>

#include "tests/unit_core/updates_under_test.h"

/// Workflow tasks that a completion brings its worker.
namespace skald::core::test {
namespace {

TEST(InlineTask, is_part_of_the_completion_that_forces_it) {
  UpdatesUnderTest story;
  story.run.take_task();
  const std::size_t rows = story.run.logged();
  const CompletedWorkflowTask completed = story.complete({.forces_task = true, .wants_task = true});
  EXPECT_TRUE(completed.has_next_task);
  EXPECT_EQ(story.run.logged(), rows + 1);
  EXPECT_EQ(story.run.story(4), "4 WorkflowTaskCompleted | 5 WorkflowTaskScheduled | 6 WorkflowTaskStarted");
  const auto& started = story.run.last().workflow_task_started_event_attributes();
  EXPECT_EQ(started.request_id(), kInlineRequestId);
  EXPECT_EQ(started.identity(), "worker");
  EXPECT_FALSE(story.run.due().workflow_task.has_value());
  EXPECT_EQ(story.run.due().deadline, story.run.now() + 10s);
}

TEST(InlineTask, in_the_process_is_held_and_not_yet_written) {
  UpdatesUnderTest story(Worker::kInProcess);
  story.run.take_task();
  story.run.signal("s");
  const CompletedWorkflowTask completed = story.complete({.wants_task = true});
  EXPECT_TRUE(completed.has_next_task);
  EXPECT_EQ(story.run.story(4),
            "4 WorkflowTaskCompleted | 5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled");
  EXPECT_EQ(story.run.state().workflow_task().stage(), internal::v1::WorkflowTaskState::STAGE_STARTED);
  story.complete({.commands = {complete("done")}});
  EXPECT_EQ(story.run.story(7),
            "7 WorkflowTaskStarted | 8 WorkflowTaskCompleted | 9 WorkflowExecutionCompleted");
}

TEST(InlineTask, in_the_process_is_ready_again_after_a_crash) {
  UpdatesUnderTest story(Worker::kInProcess);
  story.run.take_task();
  story.complete({.forces_task = true, .wants_task = true});
  story.run.crash();
  ASSERT_TRUE(story.run.due().workflow_task.has_value());
  EXPECT_EQ(story.run.due().workflow_task->scheduled_event_id, 5);
}

TEST(InlineTask, does_not_come_when_nothing_is_new) {
  UpdatesUnderTest story;
  story.run.take_task();
  EXPECT_FALSE(story.complete({.commands = {start_timer("t", 1h)}, .wants_task = true}).has_next_task);
  EXPECT_EQ(story.run.story(4), "4 WorkflowTaskCompleted | 5 TimerStarted");
}

TEST(InlineTask, does_not_come_with_a_close_or_a_refusal) {
  UpdatesUnderTest story;
  story.run.take_task();
  story.run.signal("s");
  const auto refused = story.try_complete({.commands = {complete("early")}, .wants_task = true});
  ASSERT_TRUE(refused.ok());
  EXPECT_TRUE(refused->refusal.has_value());
  EXPECT_FALSE(refused->has_next_task);
  story.run.take_task();
  EXPECT_FALSE(story.complete({.commands = {complete("done")}, .wants_task = true}).has_next_task);
}

TEST(InlineTask, may_follow_another_for_half_an_hour_and_no_longer) {
  UpdatesUnderTest story;
  story.run.take_task();
  for (int i = 0; i < 199; ++i) {
    story.run.pass(9s);
    story.complete({.forces_task = true, .wants_task = true});
  }
  story.run.pass(9s);
  const auto over = story.try_complete({.forces_task = true, .wants_task = true});
  ASSERT_TRUE(over.ok());
  EXPECT_FALSE(over->refusal.has_value());
  story.run.pass(9s);
  const auto refused = story.try_complete({.forces_task = true, .wants_task = true});
  ASSERT_TRUE(refused.ok());
  ASSERT_TRUE(refused->refusal.has_value());
  EXPECT_EQ(refused->refusal->message, "workflow task heartbeat timeout");
  EXPECT_EQ(event_name(story.run.last()), "WorkflowTaskTimedOut");
}

TEST(InlineTask, that_does_something_begins_its_half_hour_anew) {
  UpdatesUnderTest story;
  story.run.take_task();
  story.run.pass(9s);
  story.complete({.commands = {marker("m")}, .forces_task = true, .wants_task = true});
  EXPECT_EQ(story.run.since_start(story.run.state().workflow_task().original_scheduled_time()), 9s);
  story.run.pass(9s);
  story.complete({.forces_task = true, .wants_task = true});
  EXPECT_EQ(story.run.since_start(story.run.state().workflow_task().original_scheduled_time()), 9s);
}

}  // namespace
}  // namespace skald::core::test
