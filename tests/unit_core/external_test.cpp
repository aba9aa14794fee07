#include <gtest/gtest.h>

#include "tests/unit_core/family_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

Story other() {
  Story::StartRequest request = Story::start_request();
  request.set_workflow_id("other");
  return Story(request);
}

Error refused(const Story& receiver, const ExternalSignal& message) {
  const auto decision = decide_external_signal(receiver.state(), message, receiver.context());
  EXPECT_FALSE(decision.ok());
  return decision.error();
}

TEST(ExternalSignal, is_delivered_once_and_its_sender_hears_of_it) {
  Story sender;
  Story receiver = other();
  sender.run_task({signal_external("other")});
  const auto message = letter<ExternalSignal>(sender);
  receiver.take(decide_external_signal(receiver.state(), message, receiver.context())->transition);
  const auto& signaled = receiver.last().workflow_execution_signaled_event_attributes();
  EXPECT_EQ(signaled.signal_name(), "go");
  EXPECT_EQ(signaled.identity(), "history-service");
  EXPECT_EQ(signaled.external_workflow_execution().workflow_id(), "order-17");
  const auto again = decide_external_signal(receiver.state(), message, receiver.context());
  EXPECT_TRUE(is_empty(again->transition));
  sender.take(decide_signal_answered(sender.state(), 5, nullptr, sender.context()).transition);
  EXPECT_EQ(sender.story(6), "6 ExternalWorkflowExecutionSignaled | 7 WorkflowTaskScheduled");
  EXPECT_TRUE(sender.due().messages.empty());
  EXPECT_TRUE(is_empty(decide_signal_answered(sender.state(), 5, nullptr, sender.context()).transition));
}

TEST(ExternalSignal, that_came_before_its_receiver_closed_counts_when_it_comes_again) {
  Story sender;
  Story receiver = other();
  sender.run_task({signal_external("other")});
  const auto message = letter<ExternalSignal>(sender);
  receiver.take(decide_external_signal(receiver.state(), message, receiver.context())->transition);
  receiver.terminate();
  const auto again = decide_external_signal(receiver.state(), message, receiver.context());
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(is_empty(again->transition));
}

TEST(ExternalSignal, two_of_one_task_are_two) {
  Story sender;
  Story receiver = other();
  sender.run_task({signal_external("other", "a"), signal_external("other", "b")});
  for (const Message& each : sender.due().messages) {
    const auto message = std::get<ExternalSignal>(write_letter(sender.state(), each).body);
    receiver.take(decide_external_signal(receiver.state(), message, receiver.context())->transition);
  }
  EXPECT_EQ(receiver.story(3), "3 WorkflowExecutionSignaled | 4 WorkflowExecutionSignaled");
  EXPECT_EQ(receiver.event(3).workflow_execution_signaled_event_attributes().signal_name(), "a");
}

TEST(ExternalSignal, does_not_reach_a_closed_run_itself_or_a_stranger_instead_of_a_child) {
  Story sender;
  Story receiver = other();
  Command command = signal_external("other");
  command.mutable_signal_external_workflow_execution_command_attributes()->set_child_workflow_only(true);
  sender.run_task({command});
  EXPECT_EQ(refused(receiver, letter<ExternalSignal>(sender)).code, Code::kNotFound);
  EXPECT_EQ(refused(sender, letter<ExternalSignal>(sender)).code, Code::kNotFound);
  Story second;
  second.run_task({signal_external("other")});
  receiver.terminate();
  EXPECT_EQ(refused(receiver, letter<ExternalSignal>(second)).code, Code::kNotFound);
}

TEST(ExternalSignal, that_fails_says_why) {
  Story sender;
  sender.run_task({signal_external("nobody"), signal_external("full")});
  const Error nobody{Code::kNotFound, {}, {}};
  const Error full{Code::kInvalidArgument, {}, {}};
  sender.take(decide_signal_answered(sender.state(), 5, &nobody, sender.context()).transition);
  sender.take(decide_signal_answered(sender.state(), 6, &full, sender.context()).transition);
  EXPECT_EQ(sender.story(7),
            "7 SignalExternalWorkflowExecutionFailed | 8 WorkflowTaskScheduled | "
            "9 SignalExternalWorkflowExecutionFailed");
  EXPECT_EQ(sender.event(7).signal_external_workflow_execution_failed_event_attributes().cause(),
            enums::SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND);
  EXPECT_EQ(sender.event(9).signal_external_workflow_execution_failed_event_attributes().cause(),
            enums::SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_SIGNAL_COUNT_LIMIT_EXCEEDED);
}

TEST(ExternalSignal, waits_while_its_receiver_is_about_to_close) {
  Story sender;
  sender.run_task({signal_external("other")});
  Story receiver = other();
  receiver.take_task();
  receiver.signal("s");
  const auto unhandled = receiver.try_complete({complete()});
  ASSERT_TRUE(unhandled.ok());

  receiver.take_task();
  EXPECT_EQ(refused(receiver, letter<ExternalSignal>(sender)).code, Code::kResourceExhausted);
}

TEST(ExternalSignal, of_the_last_task_is_never_sent) {
  Story sender;
  sender.run_task({signal_external("other"), cancel_external("other"), complete()});
  EXPECT_TRUE(sender.due().messages.empty());
}

TEST(ExternalSignal, outcome_waits_for_the_end_of_the_task) {
  Story sender;
  sender.run_task({signal_external("other")});
  sender.signal("wake");
  sender.take_task();
  sender.take(decide_signal_answered(sender.state(), 5, nullptr, sender.context()).transition);
  EXPECT_TRUE(sender.due().messages.empty());
  sender.complete_task();
  EXPECT_EQ(sender.story(9),
            "9 WorkflowTaskCompleted | 10 ExternalWorkflowExecutionSignaled | 11 WorkflowTaskScheduled");
}

TEST(ExternalCancel, is_delivered_once_and_its_sender_hears_of_it) {
  Story sender;
  Story receiver = other();
  Command command = cancel_external("other");
  command.mutable_request_cancel_external_workflow_execution_command_attributes()->set_reason("enough");
  sender.run_task({command});
  const auto message = letter<ExternalCancel>(sender);
  receiver.take(decide_external_cancel(receiver.state(), message, receiver.context())->transition);
  const auto& requested = receiver.last().workflow_execution_cancel_requested_event_attributes();
  EXPECT_EQ(requested.cause(), "enough");
  EXPECT_EQ(requested.external_initiated_event_id(), 5);
  EXPECT_EQ(requested.external_workflow_execution().workflow_id(), "order-17");
  const auto again = decide_external_cancel(receiver.state(), message, receiver.context());
  EXPECT_TRUE(is_empty(again->transition));
  sender.take(decide_cancel_answered(sender.state(), 5, nullptr, sender.context()).transition);
  EXPECT_EQ(sender.story(6), "6 ExternalWorkflowExecutionCancelRequested | 7 WorkflowTaskScheduled");
  EXPECT_TRUE(sender.due().messages.empty());
}

TEST(ExternalCancel, of_a_closed_run_succeeds_and_of_nobody_fails) {
  Story sender;
  Story receiver = other();
  receiver.terminate();
  sender.run_task({cancel_external("other")});
  const auto message = letter<ExternalCancel>(sender);
  EXPECT_TRUE(decide_external_cancel(receiver.state(), message, receiver.context()).ok());
  const Error nobody{Code::kNotFound, {}, {}};
  sender.take(decide_cancel_answered(sender.state(), 5, &nobody, sender.context()).transition);
  EXPECT_EQ(sender.story(6), "6 RequestCancelExternalWorkflowExecutionFailed | 7 WorkflowTaskScheduled");
}

TEST(ExternalCancel, of_itself_fails) {
  Story sender;
  sender.run_task({cancel_external("order-17")});
  const auto answer =
      decide_external_cancel(sender.state(), letter<ExternalCancel>(sender), sender.context());
  EXPECT_EQ(answer.error().code, Code::kNotFound);
}

TEST(ExternalCancel, of_a_child_that_the_same_task_starts_is_refused) {
  Story parent;
  parent.take_task();
  const auto refused = parent.try_complete({start_child("parcel"), cancel_external("parcel")});
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->refusal->message,
            "BadRequestCancelExternalWorkflowExecutionAttributes: Start and RequestCancel for child workflow "
            "is not allowed in same workflow task. WorkflowId=parcel RunId= Namespace=");
}

TEST(ExternalCommands, beyond_their_limits_fail_the_task) {
  Story signaller;
  signaller.limits.pending_signals = 1;
  signaller.take_task();
  EXPECT_EQ(signaller.try_complete({signal_external("a"), signal_external("b")})->refusal->message,
            "PendingSignalsLimitExceeded: the number of pending signals to external workflows, 1, has "
            "reached the per-workflow limit of 1");
  Story canceller;
  canceller.limits.pending_cancels = 1;
  canceller.take_task();
  EXPECT_EQ(canceller.try_complete({cancel_external("a"), cancel_external("b")})->refusal->message,
            "PendingRequestCancelLimitExceeded: the number of pending requests to cancel external "
            "workflows, 1, has reached the per-workflow limit of 1");
}

}  // namespace
}  // namespace skald::core::test
