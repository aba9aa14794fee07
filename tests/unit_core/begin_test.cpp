#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

/// Runs that begin with more than their first task: with a signal, or with a worker that takes it at once.
namespace skald::core::test {
namespace {

using Story = RunUnderTest;

std::string story(const Transition& transition) {
  std::string text;
  for (const auto& event : transition.events())
    text += (text.empty() ? "" : " | ") + std::to_string(event.event_id()) + " " + event_name(event);
  return text;
}

Context first_context() {
  static const Limits limits;
  return {Time(std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}), limits, "run-1", 1};
}

wire::SignalWithStartWorkflowExecutionRequest request() {
  wire::SignalWithStartWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.set_workflow_id("order-17");
  request.mutable_workflow_type()->set_name("order");
  request.mutable_task_queue()->set_name("orders");
  request.set_signal_name("go");
  request.set_request_id("r1");
  return request;
}

TEST(SignalWithStart, the_signal_comes_before_the_first_task) {
  const Transition first =
      decide_start_with_signal(start_of(request()), signal_of(request()), first_context());
  EXPECT_EQ(story(first),
            "1 WorkflowExecutionStarted | 2 WorkflowExecutionSignaled | 3 WorkflowTaskScheduled");
  EXPECT_EQ(first.events(1).workflow_execution_signaled_event_attributes().request_id(), "r1");
}

TEST(SignalWithStart, the_first_task_waits_for_the_delay) {
  auto delayed = request();
  delayed.mutable_workflow_start_delay()->set_seconds(5);
  const Transition first = decide_start_with_signal(start_of(delayed), signal_of(delayed), first_context());
  EXPECT_EQ(story(first), "1 WorkflowExecutionStarted | 2 WorkflowExecutionSignaled");
}

TEST(SignalWithStart, a_run_that_waits_is_woken_by_it_and_not_by_a_plain_signal) {
  auto start = Story::start_request();
  start.mutable_workflow_start_delay()->set_seconds(5);
  Story run(start);
  run.signal("plain");
  EXPECT_FALSE(run.due().workflow_task.has_value());
  const Result<Decision> decision =
      decide_signal_with_start(run.state(), signal_of(request()), run.context());
  ASSERT_TRUE(decision.ok());
  run.take(decision->transition);
  EXPECT_EQ(run.story(2),
            "2 WorkflowExecutionSignaled | 3 WorkflowExecutionSignaled | 4 WorkflowTaskScheduled");
}

struct Refusal {
  const char* text;
  void (*spoil)(wire::SignalWithStartWorkflowExecutionRequest&);
};

TEST(SignalWithStart, refusals) {
  const Refusal refusals[] = {
      {"WorkflowId is not set on request.", [](auto& r) { r.clear_workflow_id(); }},
      {"signal not set", [](auto& r) { r.clear_signal_name(); }},
      {"signal name exceeds maximum allowed length (1001/1000)",
       [](auto& r) { r.set_signal_name(std::string(1001, 's')); }},
      {"workflow type not set", [](auto& r) { r.clear_workflow_type(); }},
      {"taskQueue is not set", [](auto& r) { r.clear_task_queue(); }},
      {"Request ID exceeds maximum allowed length (1001/1000)",
       [](auto& r) { r.set_request_id(std::string(1001, 'r')); }},
      {"invalid CronSchedule.", [](auto& r) { r.set_cron_schedule("often"); }},
      {"Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this "
       "operation.",
       [](auto& r) { r.set_workflow_id_conflict_policy(enums::WORKFLOW_ID_CONFLICT_POLICY_FAIL); }},
      {"Blob data size exceeds limit.",
       [](auto& r) { *r.mutable_signal_input() = payloads(std::string(3u << 20, 'x')); }},
  };
  for (const Refusal& refusal : refusals) {
    auto spoiled = request();
    refusal.spoil(spoiled);
    const Status status = validate_signal_with_start(spoiled, Limits());
    ASSERT_FALSE(status.ok()) << refusal.text;
    EXPECT_EQ(status.error().message, refusal.text);
  }
  EXPECT_TRUE(validate_signal_with_start(request(), Limits()).ok());
}

TEST(EagerStart, the_first_task_is_started_in_the_first_transition) {
  Story::StartRequest start = Story::start_request();
  const Transition first = decide_start_eagerly(start, first_context());
  EXPECT_EQ(story(first), "1 WorkflowExecutionStarted | 2 WorkflowTaskScheduled | 3 WorkflowTaskStarted");
  EXPECT_TRUE(first.events(0).workflow_execution_started_event_attributes().eager_execution_accepted());
  const auto& task = first.events(2).workflow_task_started_event_attributes();
  EXPECT_EQ(task.identity(), "client");
  EXPECT_EQ(task.request_id(), "start-1");
  RunState state;
  ASSERT_TRUE(apply(first, state).ok());
  // It is on the port: its time-out runs.
  EXPECT_EQ(due(state).deadline, first_context().now + 10s);
}

TEST(EagerStart, a_delayed_run_gives_no_task) {
  Story::StartRequest start = Story::start_request();
  start.mutable_workflow_start_delay()->set_seconds(1);
  const Transition first = decide_start_eagerly(start, first_context());
  EXPECT_EQ(story(first), "1 WorkflowExecutionStarted");
  EXPECT_FALSE(first.events(0).workflow_execution_started_event_attributes().eager_execution_accepted());
}

}  // namespace
}  // namespace skald::core::test
