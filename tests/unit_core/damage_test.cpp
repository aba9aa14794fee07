#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "engine/core/snapshot.h"
#include "tests/unit_core/run_under_test.h"

/// What is read back from disk: damaged transitions are refused, snapshots keep what matters.
namespace skald::core::test {
namespace {

using Story = RunUnderTest;

Transition parsed(const std::string& bytes) {
  Transition transition;
  EXPECT_TRUE(transition.ParseFromString(bytes));
  return transition;
}

// A run with an activity, a timer and a completed task.
Story busy_run() {
  Story run;
  run.run_task({schedule("a"), start_timer("t", 60s)});
  return run;
}

struct Damage {
  const char* name;
  std::function<void(Transition&)> change;
  std::string what;
};

class DamagedTransitions : public testing::TestWithParam<Damage> {};

TEST_P(DamagedTransitions, are_refused_as_data_loss_that_names_the_run) {
  const Story run = busy_run();
  RunState state = run.state();
  Transition transition;
  GetParam().change(transition);
  const Status status = apply(transition, state);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::kDataLoss);
  EXPECT_EQ(
      status.error().message,
      "run run-1 of workflow order-17 in namespace default cannot be brought up to date: " + GetParam().what);
}

temporal::api::history::v1::HistoryEvent& next_event(Transition& transition, enums::EventType type) {
  auto& event = *transition.add_events();
  event.set_event_id(7);
  event.set_event_type(type);
  return event;
}

INSTANTIATE_TEST_SUITE_P(
    Table, DamagedTransitions,
    testing::Values(
        Damage{
            "gap",
            [](auto& row) { next_event(row, enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED).set_event_id(9); },
            "event 9 follows event 6"},
        Damage{
            "repetition",
            [](auto& row) { next_event(row, enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED).set_event_id(6); },
            "event 6 follows event 6"},
        Damage{"unknown_event", [](auto& row) { next_event(row, enums::EVENT_TYPE_NEXUS_OPERATION_STARTED); },
               "event 7 has type 49, which this version does not know"},
        Damage{"unknown_fact", [](auto& row) { row.add_facts(); },
               "it holds a fact that this version does not know"},
        Damage{"second_start",
               [](auto& row) {
                 next_event(row, enums::EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
                     .mutable_workflow_execution_started_event_attributes();
               },
               "the run is started a second time"},
        Damage{"unknown_activity",
               [](auto& row) {
                 next_event(row, enums::EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
                     .mutable_activity_task_completed_event_attributes()
                     ->set_scheduled_event_id(99);
               },
               "activity 99 is not pending"},
        Damage{"unknown_activity_fact",
               [](auto& row) { row.add_facts()->mutable_activity_started()->set_scheduled_event_id(99); },
               "activity 99 is not pending"},
        Damage{"unknown_timer",
               [](auto& row) {
                 next_event(row, enums::EVENT_TYPE_TIMER_FIRED)
                     .mutable_timer_fired_event_attributes()
                     ->set_timer_id("x");
               },
               "timer x is not pending"},
        Damage{"task_nobody_holds",
               [](auto& row) {
                 next_event(row, enums::EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                     .mutable_workflow_task_completed_event_attributes();
               },
               "a workflow task ends that no worker holds"},
        Damage{"start_of_no_task",
               [](auto& row) {
                 next_event(row, enums::EVENT_TYPE_WORKFLOW_TASK_STARTED)
                     .mutable_workflow_task_started_event_attributes();
               },
               "a workflow task is started that is not scheduled"},
        Damage{"retry_of_no_task",
               [](auto& row) { row.add_facts()->mutable_workflow_task_retried()->set_attempt(3); },
               "a workflow task is retried that never failed"},
        Damage{"transient_out_of_turn",
               [](auto& row) {
                 row.add_facts()->mutable_workflow_task_scheduled_transient()->set_scheduled_event_id(70);
               },
               "a workflow task is scheduled out of its turn"},
        Damage{"buffered_command_event",
               [](auto& row) {
                 row.add_facts()->mutable_event_buffered()->mutable_event()->set_event_type(
                     enums::EVENT_TYPE_TIMER_STARTED);
               },
               "an event is buffered that never waits"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Damage, a_first_transition_must_start_the_run) {
  RunState state;
  EXPECT_EQ(apply(Transition(), state).error().code, Code::kDataLoss);
  const Story run;
  Transition first = parsed(run.log().front());
  first.clear_identity();
  EXPECT_EQ(apply(first, state).error().code, Code::kDataLoss);
}

TEST(Damage, nothing_follows_the_end_of_a_run) {
  Story run = busy_run();
  run.terminate();
  RunState state = run.state();
  Transition transition;
  next_event(transition, enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED).set_event_id(8);
  EXPECT_NE(apply(transition, state).error().message.find("the run is closed"), std::string::npos);
}

TEST(Damage, two_tasks_cannot_be_scheduled_side_by_side) {
  const Story run;
  RunState state = run.state();
  Transition transition;
  next_event(transition, enums::EVENT_TYPE_WORKFLOW_TASK_SCHEDULED).set_event_id(3);
  EXPECT_NE(apply(transition, state).error().message.find("beside another one"), std::string::npos);
}

// Flipped bytes that still parse are refused or applied, and never end the process.
TEST(Damage, flipped_bytes_are_survived) {
  Story run = busy_run();
  run.start_activity("a");
  run.signal("s", "req");
  run.take_task();
  run.signal("kept back");
  run.complete_activity("a");
  run.complete_task({cancel_timer("t")});
  const unsigned seed = 20260101;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::string> log = run.log();
    std::string& row = log[random() % log.size()];
    row[random() % row.size()] = static_cast<char>(random() & 0xFFu);
    RunState state;
    for (const std::string& bytes : log) {
      Transition transition;
      if (transition.ParseFromString(bytes) && apply(transition, state).ok()) continue;
      ++refused;
      break;
    }
    static_cast<void>(core::due(state));
  }
  EXPECT_GT(refused, 500);
}

TEST(Snapshot, is_the_whole_durable_state_of_an_open_run) {
  Story run = busy_run();
  const Result<RunState> restored = from_snapshot(to_snapshot(run.state()));
  ASSERT_TRUE(restored.ok());
  EXPECT_EQ(restored->DebugString(), durable_part(run.state()).DebugString());
  EXPECT_EQ(core::due(*restored), run.due());
}

TEST(Snapshot, of_a_held_task_has_it_ready) {
  Story run(Worker::kInProcess);
  run.take_task();
  const Result<RunState> restored = from_snapshot(to_snapshot(run.state()));
  ASSERT_TRUE(restored.ok());
  EXPECT_TRUE(core::due(*restored).workflow_task.has_value());
}

TEST(Snapshot, of_a_closed_run_leaves_out_what_nobody_needs) {
  Story run = busy_run();
  run.terminate();
  const Result<RunState> restored = from_snapshot(to_snapshot(run.state()));
  ASSERT_TRUE(restored.ok());
  EXPECT_FALSE(restored->started().has_input());
  EXPECT_TRUE(restored->activities().empty());
  EXPECT_TRUE(restored->timers().empty());
  EXPECT_EQ(restored->status(), enums::WORKFLOW_EXECUTION_STATUS_TERMINATED);
  EXPECT_EQ(restored->started().workflow_type().name(), "order");
  EXPECT_EQ(restored->next_event_id(), 8);
}

TEST(Snapshot, that_is_none_is_data_loss) {
  for (const std::string& bytes : {std::string(), std::string("\xff\xff\xff"), std::string("hello")}) {
    const Result<RunState> restored = from_snapshot(bytes);
    ASSERT_FALSE(restored.ok());
    EXPECT_EQ(restored.error().code, Code::kDataLoss);
  }
  const std::string whole = to_snapshot(busy_run().state());
  EXPECT_FALSE(from_snapshot(whole.substr(0, whole.size() / 2)).ok());
}

}  // namespace
}  // namespace skald::core::test
