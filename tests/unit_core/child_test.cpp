#include <gtest/gtest.h>

#include "tests/unit_core/family_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

TEST(Child, is_asked_for_by_an_event_that_says_all_that_its_start_needs) {
  Story parent;
  Command command = start_child("parcel");
  *command.mutable_start_child_workflow_execution_command_attributes()->mutable_input() = payloads("in");
  parent.run_task({command});
  const auto& initiated = parent.event(5).start_child_workflow_execution_initiated_event_attributes();
  EXPECT_EQ(initiated.workflow_id(), "parcel");
  EXPECT_EQ(initiated.task_queue().name(), "orders");  // its parent's
  EXPECT_EQ(initiated.parent_close_policy(), enums::PARENT_CLOSE_POLICY_TERMINATE);
  EXPECT_EQ(initiated.workflow_id_reuse_policy(), enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
  EXPECT_EQ(initiated.workflow_task_timeout().seconds(), 10);
  const auto start = letter<StartChild>(parent);
  EXPECT_EQ(start.request.request_id(), parent.state().identity().run_id() + ":5:0");
  EXPECT_EQ(text_of(start.request.input()), "in");
}

TEST(Child, starts_without_a_workflow_task_and_names_its_parent_and_its_root) {
  Story parent;
  parent.run_task({start_child("parcel")});
  const Story child = born(parent);
  EXPECT_EQ(child.story(), "1 WorkflowExecutionStarted");
  const auto& started = child.event(1).workflow_execution_started_event_attributes();
  EXPECT_EQ(started.parent_workflow_execution().run_id(), parent.state().identity().run_id());
  EXPECT_EQ(started.parent_initiated_event_id(), 5);
  EXPECT_EQ(started.root_workflow_execution().workflow_id(), "order-17");
  EXPECT_EQ(only_message(child).kind, Message::Kind::kTellStart);
}

TEST(Child, gets_its_first_task_when_its_parent_has_written_down_its_start) {
  Story parent;
  parent.run_task({start_child("parcel")});
  Story child = born(parent);
  child.signal("early");
  child.request_cancel_run();
  EXPECT_EQ(child.story(2), "2 WorkflowExecutionSignaled | 3 WorkflowExecutionCancelRequested");
  introduce(child, parent);
  EXPECT_EQ(child.story(4), "4 WorkflowTaskScheduled");
  EXPECT_TRUE(child.due().messages.empty());
  EXPECT_EQ(parent.story(6), "6 ChildWorkflowExecutionStarted | 7 WorkflowTaskScheduled");
  EXPECT_TRUE(parent.due().messages.empty());
}

TEST(Child, with_a_cron_schedule_waits_for_its_time_from_then_on) {
  Story parent;
  Command command = start_child("parcel");
  command.mutable_start_child_workflow_execution_command_attributes()->set_cron_schedule("@every 1h");
  parent.run_task({command});
  Story child = born(parent);
  EXPECT_FALSE(child.due().deadline.has_value());
  introduce(child, parent);
  EXPECT_EQ(child.story(2), "");
  child.advance(1h);
  EXPECT_EQ(child.story(2), "2 WorkflowTaskScheduled");
}

TEST(Child, that_says_twice_that_it_started_is_written_down_once) {
  Story parent;
  parent.run_task({start_child("parcel")});
  Story child = born(parent);
  const auto news = letter<TellStart>(child);
  introduce(child, parent);
  EXPECT_TRUE(is_empty(decide_child_started(parent.state(), news, parent.context()).transition));
  EXPECT_TRUE(is_empty(decide_start_recorded(child.state(), child.context()).transition));
}

TEST(Child, that_cannot_start_is_news_for_its_parent) {
  Story parent;
  parent.run_task({start_child("parcel")});
  constexpr auto kCause = enums::START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS;
  const Decision decision = decide_child_not_started(parent.state(), 5, kCause, parent.context());
  parent.take(decision.transition);
  EXPECT_EQ(parent.story(6), "6 StartChildWorkflowExecutionFailed | 7 WorkflowTaskScheduled");
  EXPECT_EQ(parent.event(6).start_child_workflow_execution_failed_event_attributes().cause(), kCause);
  EXPECT_TRUE(parent.state().children().empty());
  EXPECT_TRUE(is_empty(decide_child_not_started(parent.state(), 5, kCause, parent.context()).transition));
}

struct Ending {
  const char* name;
  void (*end)(Story& child);
  const char* event;
};

class EndOfAChild : public testing::TestWithParam<Ending> {};

INSTANTIATE_TEST_SUITE_P(
    Endings, EndOfAChild,
    testing::Values(
        Ending{"completed", [](Story& child) { child.run_task({complete("out")}); },
               "10 ChildWorkflowExecutionCompleted"},
        Ending{"failed", [](Story& child) { child.run_task({fail(application_failure("Lost"))}); },
               "10 ChildWorkflowExecutionFailed"},
        Ending{"canceled", [](Story& child) { child.run_task({cancel()}); },
               "10 ChildWorkflowExecutionCanceled"},
        Ending{"terminated", [](Story& child) { child.terminate(); }, "10 ChildWorkflowExecutionTerminated"}),
    [](const auto& ending) { return ending.param.name; });

TEST_P(EndOfAChild, is_news_for_its_parent_once) {
  Family family;
  GetParam().end(family.child);
  const auto news = letter<TellEnd>(family.child);
  report_end(family.child, family.parent);
  EXPECT_EQ(family.parent.story(10), std::string(GetParam().event) + " | 11 WorkflowTaskScheduled");
  EXPECT_TRUE(family.parent.state().children().empty());
  EXPECT_TRUE(family.child.due().messages.empty());
  const Decision again = decide_child_ended(family.parent.state(), news, family.parent.context());
  EXPECT_TRUE(is_empty(again.transition));
  EXPECT_TRUE(is_empty(decide_parent_notified(family.child.state(), family.child.context()).transition));
}

TEST(Child, that_times_out_is_news_for_its_parent) {
  Story parent;
  Command command = start_child("parcel");
  command.mutable_start_child_workflow_execution_command_attributes()
      ->mutable_workflow_run_timeout()
      ->set_seconds(5);
  parent.run_task({command});
  Story child = born(parent);
  introduce(child, parent);
  child.advance(5s);
  report_end(child, parent);
  EXPECT_EQ(event_name(parent.last()), "ChildWorkflowExecutionTimedOut");
}

TEST(Child, tells_its_result_and_the_run_that_gave_it) {
  Family family;
  family.child.run_task({complete("out")});
  report_end(family.child, family.parent);
  const auto& completed = family.parent.event(10).child_workflow_execution_completed_event_attributes();
  EXPECT_EQ(text_of(completed.result()), "out");
  EXPECT_EQ(completed.workflow_execution().run_id(), family.child.state().identity().run_id());
  EXPECT_EQ(completed.initiated_event_id(), 5);
  EXPECT_EQ(completed.started_event_id(), 6);
}

TEST(Child, that_continues_as_new_has_not_ended) {
  Family family;
  const CompletedWorkflowTask completed = family.child.run_task({continue_as_new()});
  EXPECT_TRUE(family.child.due().messages.empty());
  Story next(completed.next->transition, family.child);
  EXPECT_TRUE(next.due().messages.empty());
  next.run_task({complete("out")});
  report_end(next, family.parent);
  const auto& told = family.parent.event(10).child_workflow_execution_completed_event_attributes();
  EXPECT_EQ(told.workflow_execution().run_id(), next.state().identity().run_id());
}

TEST(Child, that_is_retried_has_not_ended) {
  Story parent;
  Command command = start_child("parcel");
  *command.mutable_start_child_workflow_execution_command_attributes()->mutable_retry_policy() = at_most(2);
  parent.run_task({command});
  Story child = born(parent);
  introduce(child, parent);
  const CompletedWorkflowTask completed = child.run_task({fail(application_failure("Lost"))});
  EXPECT_TRUE(child.due().messages.empty());
  Story second(completed.next->transition, child);
  second.advance(1s);
  second.run_task({fail(application_failure("Lost"))});
  report_end(second, parent);
  EXPECT_EQ(event_name(parent.last()), "ChildWorkflowExecutionFailed");
}

TEST(Child, terminated_before_its_parent_knew_of_it_is_written_down_as_started_and_terminated) {
  Story parent;
  parent.run_task({start_child("parcel")});
  Story child = born(parent);
  child.terminate();
  report_end(child, parent);
  EXPECT_EQ(parent.story(6),
            "6 ChildWorkflowExecutionStarted | 7 ChildWorkflowExecutionTerminated | 8 WorkflowTaskScheduled");
  EXPECT_EQ(parent.event(7).child_workflow_execution_terminated_event_attributes().started_event_id(), 6);
}

TEST(Child, whose_start_and_end_come_during_a_task_is_written_behind_it_in_that_order) {
  Story parent;
  parent.run_task({start_child("parcel")});
  parent.signal("wake");
  parent.take_task();
  Story child = born(parent);
  introduce(child, parent);
  child.run_task({complete("out")});
  report_end(child, parent);
  parent.signal("late");
  EXPECT_EQ(parent.history().size(), 8u);
  parent.complete_task();
  EXPECT_EQ(parent.story(9),
            "9 WorkflowTaskCompleted | 10 ChildWorkflowExecutionStarted | 11 WorkflowExecutionSignaled | "
            "12 ChildWorkflowExecutionCompleted | 13 WorkflowTaskScheduled");
  EXPECT_EQ(parent.event(12).child_workflow_execution_completed_event_attributes().started_event_id(), 10);
  EXPECT_TRUE(parent.state().children().empty());
}

TEST(Child, that_ends_during_the_closing_task_is_seen_first) {
  Family family;
  family.parent.signal("wake");
  family.parent.take_task();
  family.child.run_task({complete()});
  report_end(family.child, family.parent);
  const auto refused = family.parent.try_complete({complete()});
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->refusal->message, "UnhandledCommand");

  EXPECT_EQ(family.parent.story(13),
            "13 WorkflowTaskFailed | 14 ChildWorkflowExecutionCompleted | 15 WorkflowTaskScheduled");
}

TEST(Child, of_a_closed_parent_ends_in_silence) {
  Family family(enums::PARENT_CLOSE_POLICY_ABANDON);
  family.parent.terminate();
  EXPECT_TRUE(family.parent.due().messages.empty());
  family.child.run_task({complete()});
  report_end(family.child, family.parent);
  EXPECT_EQ(event_name(family.parent.last()), "WorkflowExecutionTerminated");
  EXPECT_TRUE(family.child.due().messages.empty());
}

TEST(Child, keeps_its_parent_and_root_through_its_chain) {
  Family family;
  const CompletedWorkflowTask completed = family.child.run_task({continue_as_new()});
  const auto& next = completed.next->transition.events(0).workflow_execution_started_event_attributes();
  EXPECT_EQ(next.parent_workflow_execution().workflow_id(), "order-17");
  EXPECT_EQ(next.root_workflow_execution().workflow_id(), "order-17");
  EXPECT_EQ(next.parent_initiated_event_id(), 5);
}

TEST(Child, has_what_its_start_needed_only_until_it_has_started) {
  Story parent;
  Command command = start_child("parcel");
  *command.mutable_start_child_workflow_execution_command_attributes()->mutable_input() = payloads("in");
  parent.run_task({command});
  EXPECT_TRUE(parent.state().children().at(5).initiated().has_input());
  Story child = born(parent);
  introduce(child, parent);
  EXPECT_FALSE(parent.state().children().at(5).initiated().has_input());
}

TEST(Child, beyond_the_limit_fails_the_task) {
  Story parent;
  parent.limits.pending_children = 1;
  parent.take_task();
  const auto refused = parent.try_complete({start_child("a"), start_child("b")});
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->refusal->message,
            "PendingChildWorkflowsLimitExceeded: the number of pending child workflow executions, 1, has "
            "reached the per-workflow limit of 1");
}

}  // namespace
}  // namespace skald::core::test
