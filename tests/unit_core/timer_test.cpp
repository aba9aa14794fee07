#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

TEST(Timer, fires_at_its_time_and_wakes_the_workflow) {
  Story run;
  run.run_task({start_timer("t", 30s)});
  EXPECT_EQ(run.due().deadline, run.now() + 30s);
  EXPECT_TRUE(is_empty(run.advance(29s).transition));
  run.advance(1s);
  EXPECT_EQ(run.story(6), "6 TimerFired | 7 WorkflowTaskScheduled");
  EXPECT_EQ(run.event(6).timer_fired_event_attributes().timer_id(), "t");
  EXPECT_EQ(run.event(6).timer_fired_event_attributes().started_event_id(), 5);
  EXPECT_FALSE(run.due().deadline.has_value());
}

TEST(Timer, of_no_duration_is_due_at_once) {
  Story run;
  run.run_task({start_timer("t", 0s)});
  run.advance(0s);
  EXPECT_EQ(run.story(6), "6 TimerFired | 7 WorkflowTaskScheduled");
}

TEST(Timer, of_three_hundred_years_does_not_fire_at_once) {
  Story run;
  auto command = start_timer("t", 1s);
  auto& timeout = *command.mutable_start_timer_command_attributes()->mutable_start_to_fire_timeout();
  timeout.set_seconds(9'467'280'000);
  run.run_task({command});
  EXPECT_TRUE(is_empty(run.advance(1h).transition));
  EXPECT_EQ(run.last().timer_started_event_attributes().start_to_fire_timeout().seconds(), timeout.seconds());
}

TEST(Timer, all_that_expired_fire_in_one_transition_by_expiry_then_by_start) {
  Story run;
  run.run_task(
      {start_timer("late", 3s), start_timer("second", 2s), start_timer("first", 1s), start_timer("too", 2s)});
  run.advance(10s);
  EXPECT_EQ(run.story(9),
            "9 TimerFired | 10 TimerFired | 11 TimerFired | 12 TimerFired | 13 WorkflowTaskScheduled");
  std::string order;
  for (int id = 9; id <= 12; ++id) order += run.event(id).timer_fired_event_attributes().timer_id() + " ";
  EXPECT_EQ(order, "first second too late ");
}

TEST(Timer, cancelled_never_fires) {
  Story run;
  run.run_task({start_timer("t", 30s)});
  run.signal("s");
  run.run_task({cancel_timer("t")});
  const auto& canceled = run.last().timer_canceled_event_attributes();
  EXPECT_EQ(event_name(run.last()), "TimerCanceled");
  EXPECT_EQ(canceled.timer_id(), "t");
  EXPECT_EQ(canceled.started_event_id(), 5);
  EXPECT_EQ(canceled.identity(), "worker");
  EXPECT_FALSE(run.due().deadline.has_value());
}

TEST(Timer, cancelled_in_the_task_that_started_it_leaves_both_events) {
  Story run;
  run.run_task({start_timer("t", 30s), cancel_timer("t"), start_timer("t", 5s)});
  EXPECT_EQ(run.story(5), "5 TimerStarted | 6 TimerCanceled | 7 TimerStarted");
  EXPECT_EQ(run.state().timers().at("t").started_event_id(), 7);
}

TEST(Timer, firing_while_a_task_is_held_is_buffered) {
  Story run;
  run.run_task({start_timer("t", 5s)});
  run.signal("s");
  run.take_task();
  run.advance(5s);
  EXPECT_EQ(run.story(9), "");
  EXPECT_TRUE(run.state().timers().empty());
  run.complete_task();
  EXPECT_EQ(run.story(9), "9 WorkflowTaskCompleted | 10 TimerFired | 11 WorkflowTaskScheduled");
}

TEST(Timer, cancelled_that_already_fired_is_recorded_as_cancelled) {
  Story run;
  run.run_task({start_timer("t", 5s)});
  run.signal("s");
  run.take_task();
  run.advance(5s);
  run.complete_task({cancel_timer("t")});
  EXPECT_EQ(run.story(9), "9 WorkflowTaskCompleted | 10 TimerCanceled");
  EXPECT_EQ(run.event(10).timer_canceled_event_attributes().started_event_id(), 5);
  EXPECT_TRUE(run.state().buffered_events().empty());
}

TEST(Timer, cancelling_the_only_buffered_news_lets_the_run_close) {
  Story run;
  run.run_task({start_timer("t", 5s)});
  run.signal("s");
  run.take_task();
  run.advance(5s);
  run.complete_task({cancel_timer("t"), complete()});
  EXPECT_EQ(run.story(9), "9 WorkflowTaskCompleted | 10 TimerCanceled | 11 WorkflowExecutionCompleted");
}

TEST(Timer, a_restarted_one_survives_the_end_of_its_namesake) {
  Story run;
  run.run_task({start_timer("t", 5s)});
  run.signal("s");
  run.take_task();
  run.advance(5s);
  run.complete_task({start_timer("t", 60s)});
  EXPECT_EQ(run.story(10), "10 TimerStarted | 11 TimerFired | 12 WorkflowTaskScheduled");
  EXPECT_EQ(run.state().timers().at("t").started_event_id(), 10);
}

}  // namespace
}  // namespace skald::core::test
