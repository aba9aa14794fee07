#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

TEST(Signal, is_recorded_and_wakes_the_workflow) {
  Story run;
  run.run_task();
  run.signal("approve", "req-1");
  EXPECT_EQ(run.story(5), "5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled");
  const auto& signaled = run.event(5).workflow_execution_signaled_event_attributes();
  EXPECT_EQ(signaled.signal_name(), "approve");
  EXPECT_EQ(signaled.identity(), "client");
  EXPECT_EQ(signaled.request_id(), "req-1");
  EXPECT_EQ(run.state().signal_count(), 1);
}

TEST(Signal, beside_a_waiting_task_needs_no_second_one) {
  Story run;
  run.signal("s");
  EXPECT_EQ(run.story(2), "2 WorkflowTaskScheduled | 3 WorkflowExecutionSignaled");
  EXPECT_EQ(run.due().workflow_task->scheduled_event_id, 2);
}

TEST(Signal, of_the_same_request_counts_once) {
  Story run;
  run.signal("s", "req-1");
  run.signal("s", "req-1");
  EXPECT_EQ(run.story(3), "3 WorkflowExecutionSignaled");
}

TEST(Signal, with_the_request_id_of_the_start_is_a_request_of_its_own) {
  Story run;
  run.signal("s", "start-1");
  EXPECT_EQ(run.story(3), "3 WorkflowExecutionSignaled");
}

TEST(Signal, of_the_same_request_is_dropped_even_while_the_first_is_buffered_and_after_the_run_closed) {
  Story run;
  run.take_task();
  run.signal("s", "req-1");
  EXPECT_EQ(run.state().requests_seen().at("req-1"), 0);
  run.signal("s", "req-1");
  run.complete_task();
  EXPECT_EQ(run.story(4), "4 WorkflowTaskCompleted | 5 WorkflowExecutionSignaled | 6 WorkflowTaskScheduled");
  EXPECT_EQ(run.state().requests_seen().at("req-1"), 5);
  run.run_task({complete()});
  run.signal("s", "req-1");
  EXPECT_EQ(run.refuse_signal("s", "req-2").code, Code::kNotFound);
}

TEST(Signal, without_a_request_id_is_never_a_repetition) {
  Story run;
  run.signal("s");
  run.signal("s");
  EXPECT_EQ(run.story(3), "3 WorkflowExecutionSignaled | 4 WorkflowExecutionSignaled");
  EXPECT_TRUE(run.state().requests_seen().empty());
}

TEST(Signal, to_a_closed_run_is_refused) {
  Story run;
  run.run_task({complete()});
  const Error refused = run.refuse_signal("s");
  EXPECT_EQ(refused.code, Code::kNotFound);
  EXPECT_EQ(refused.message, "workflow execution already completed");
}

TEST(Signal, without_a_name_is_refused) {
  Story run;
  EXPECT_EQ(run.refuse_signal("").message, "SignalName is not set on request.");
}

TEST(Signal, beyond_the_limit_is_refused) {
  Story run;
  run.limits.signals = 2;
  run.signal("a");
  run.signal("b");
  const Error refused = run.refuse_signal("c");
  EXPECT_EQ(refused.code, Code::kInvalidArgument);
  EXPECT_EQ(refused.message, "exceeded workflow execution limit for signal events");
}

TEST(Signal, with_too_large_an_input_is_refused) {
  Story run;
  wire::SignalWorkflowExecutionRequest request;
  request.set_signal_name("s");
  *request.mutable_input() = payloads(std::string(3u << 20, 'x'));
  EXPECT_EQ(decide_signal(run.state(), request, run.context()).error().message,
            "Blob data size exceeds limit.");
}

TEST(CancelRequest, is_recorded_once) {
  Story run;
  run.run_task();
  run.request_cancel_run("enough");
  run.request_cancel_run("again");
  EXPECT_EQ(run.story(5), "5 WorkflowExecutionCancelRequested | 6 WorkflowTaskScheduled");
  const auto& requested = run.event(5).workflow_execution_cancel_requested_event_attributes();
  EXPECT_EQ(requested.cause(), "enough");
  EXPECT_EQ(requested.identity(), "client");
  EXPECT_TRUE(run.state().cancel_requested());
  EXPECT_EQ(run.state().cancel_request_id(), "cancel-1");
}

TEST(CancelRequest, while_a_task_is_held_is_recorded_once) {
  Story run;
  run.take_task();
  run.request_cancel_run();
  run.request_cancel_run();
  run.complete_task();
  EXPECT_EQ(run.story(4),
            "4 WorkflowTaskCompleted | 5 WorkflowExecutionCancelRequested | 6 WorkflowTaskScheduled");
  EXPECT_EQ(run.state().cancel_request_id(), "cancel-1");
}

TEST(CancelRequest, to_a_closed_run_succeeds_without_doing_anything) {
  Story run;
  run.run_task({complete()});
  run.request_cancel_run();
  EXPECT_EQ(event_name(run.last()), "WorkflowExecutionCompleted");
}

TEST(CancelRequest, for_another_chain_is_refused_while_the_run_is_open) {
  Story run;
  wire::RequestCancelWorkflowExecutionRequest request;
  request.set_first_execution_run_id("run-0");
  const auto decision = decide_request_cancel(run.state(), request, run.context());
  ASSERT_FALSE(decision.ok());
  EXPECT_EQ(decision.error().message, "workflow execution not found");
  run.terminate();
  EXPECT_TRUE(decide_request_cancel(run.state(), request, run.context()).ok());
}

TEST(CancelRequest, is_answered_by_the_workflow) {
  Story run;
  run.request_cancel_run();
  run.run_task({cancel()});
  EXPECT_EQ(event_name(run.last()), "WorkflowExecutionCanceled");
  EXPECT_EQ(run.state().status(), enums::WORKFLOW_EXECUTION_STATUS_CANCELED);
}

TEST(Terminate, closes_the_run_at_once) {
  Story run;
  run.run_task({schedule("a"), start_timer("t", 5s)});
  run.terminate("stop");
  EXPECT_EQ(run.story(7), "7 WorkflowExecutionTerminated");
  EXPECT_EQ(run.last().workflow_execution_terminated_event_attributes().reason(), "stop");
  EXPECT_EQ(run.last().workflow_execution_terminated_event_attributes().identity(), "client");
  EXPECT_EQ(run.due(), DueSet{});
}

TEST(Terminate, fails_a_held_task_first_and_shows_what_it_held_back) {
  Story run;
  run.take_task();
  run.signal("s");
  run.terminate();
  EXPECT_EQ(run.story(3),
            "3 WorkflowTaskStarted | 4 WorkflowTaskFailed | 5 WorkflowExecutionSignaled | 6 "
            "WorkflowExecutionTerminated");
  const auto& failed = run.event(4).workflow_task_failed_event_attributes();
  EXPECT_EQ(failed.cause(), enums::WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND);
  EXPECT_EQ(failed.identity(), "history-service");
}

TEST(Terminate, writes_nothing_of_a_held_transient_task) {
  Story run;
  run.take_task();
  run.fail_task();
  run.take_task();
  run.terminate();
  EXPECT_EQ(run.story(4), "4 WorkflowTaskFailed | 5 WorkflowExecutionTerminated");
}

TEST(Terminate, fills_in_who_and_why) {
  Story run;
  const auto decision = decide_terminate(run.state(), {}, run.context());
  ASSERT_TRUE(decision.ok());
  const auto& terminated = decision->transition.events(0).workflow_execution_terminated_event_attributes();
  EXPECT_EQ(terminated.reason(), "terminated by user via frontend");
  EXPECT_EQ(terminated.identity(), "frontend-service");
}

TEST(Terminate, of_a_closed_run_is_refused) {
  Story run;
  run.terminate();
  EXPECT_EQ(decide_terminate(run.state(), {}, run.context()).error().message,
            "workflow execution already completed");
}

}  // namespace
}  // namespace skald::core::test
