#include <gtest/gtest.h>

#include <functional>

#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {
namespace {

using Story = RunUnderTest;

const auto& started(const Story& run) { return run.event(1).workflow_execution_started_event_attributes(); }

TEST(Start, writes_started_and_the_first_task_in_one_transition) {
  const Story run;
  EXPECT_EQ(run.story(), "1 WorkflowExecutionStarted | 2 WorkflowTaskScheduled");
  EXPECT_EQ(run.logged(), 1u);
  EXPECT_EQ(run.due().workflow_task, (ReadyWorkflowTask{"orders", false, 2, 1}));
  EXPECT_FALSE(run.due().deadline.has_value());
}

TEST(Start, records_what_the_request_said) {
  const Story run;
  EXPECT_EQ(started(run).workflow_type().name(), "order");
  EXPECT_EQ(started(run).task_queue().name(), "orders");
  EXPECT_EQ(started(run).task_queue().kind(), enums::TASK_QUEUE_KIND_NORMAL);
  EXPECT_EQ(text_of(started(run).input()), "book");
  EXPECT_EQ(started(run).identity(), "client");
  EXPECT_EQ(started(run).workflow_id(), "order-17");
  EXPECT_EQ(started(run).first_execution_run_id(), "run-1");
  EXPECT_EQ(started(run).original_execution_run_id(), "run-1");
  EXPECT_EQ(started(run).attempt(), 1);
  EXPECT_EQ(run.state().start_request_id(), "start-1");
  EXPECT_EQ(run.state().identity().run_id(), "run-1");
  EXPECT_EQ(run.state().status(), enums::WORKFLOW_EXECUTION_STATUS_RUNNING);
}

TEST(Start, leaves_out_timeouts_that_are_not_set_but_the_tasks) {
  const Story run;
  EXPECT_FALSE(started(run).has_workflow_execution_timeout());
  EXPECT_FALSE(started(run).has_workflow_run_timeout());
  EXPECT_FALSE(started(run).has_workflow_execution_expiration_time());
  EXPECT_EQ(api::to_duration(started(run).workflow_task_timeout()), 10s);
  const auto& scheduled = run.event(2).workflow_task_scheduled_event_attributes();
  EXPECT_EQ(api::to_duration(scheduled.start_to_close_timeout()), 10s);
  EXPECT_EQ(scheduled.attempt(), 1);
}

TEST(Start, says_that_there_is_no_delay) {
  const Story run;
  ASSERT_TRUE(started(run).has_first_workflow_task_backoff());
  EXPECT_EQ(api::to_duration(started(run).first_workflow_task_backoff()), 0s);
}

struct TimeoutCase {
  const char* name;
  Duration execution, run, task;
  Duration expected_run, expected_task;
};

class StartTimeouts : public testing::TestWithParam<TimeoutCase> {};

TEST_P(StartTimeouts, are_capped_by_the_larger_ones) {
  auto request = Story::start_request();
  *request.mutable_workflow_execution_timeout() = api::to_duration_message(GetParam().execution);
  *request.mutable_workflow_run_timeout() = api::to_duration_message(GetParam().run);
  *request.mutable_workflow_task_timeout() = api::to_duration_message(GetParam().task);
  const Story run(request);
  EXPECT_EQ(api::to_duration(started(run).workflow_run_timeout()), GetParam().expected_run);
  EXPECT_EQ(api::to_duration(started(run).workflow_task_timeout()), GetParam().expected_task);
}

INSTANTIATE_TEST_SUITE_P(Table, StartTimeouts,
                         testing::Values(TimeoutCase{"none", 0s, 0s, 0s, 0s, 10s},
                                         TimeoutCase{"run_from_execution", 60s, 0s, 0s, 60s, 10s},
                                         TimeoutCase{"run_within_execution", 60s, 90s, 0s, 60s, 10s},
                                         TimeoutCase{"run_shorter", 60s, 30s, 0s, 30s, 10s},
                                         TimeoutCase{"task_at_most_two_minutes", 0s, 0s, 300s, 0s, 120s},
                                         TimeoutCase{"task_within_run", 0s, 5s, 0s, 5s, 5s},
                                         TimeoutCase{"task_as_given", 0s, 0s, 20s, 0s, 20s}),
                         [](const auto& tested) { return tested.param.name; });

TEST(Start, the_execution_timeout_expires_at_a_whole_millisecond) {
  auto request = Story::start_request();
  *request.mutable_workflow_execution_timeout() = api::to_duration_message(60s + 1234567ns);
  const Story run(request);
  EXPECT_EQ(run.since_start(started(run).workflow_execution_expiration_time()), 60s + 1ms);
}

TEST(Start, a_delay_holds_the_first_task_back) {
  auto request = Story::start_request();
  *request.mutable_workflow_start_delay() = api::to_duration_message(4s);
  Story run(request);
  EXPECT_EQ(run.story(), "1 WorkflowExecutionStarted");
  EXPECT_EQ(api::to_duration(started(run).first_workflow_task_backoff()), 4s);
  EXPECT_EQ(run.since_start(run.state().execution_time()), 4s);
  EXPECT_EQ(run.due().deadline, run.now() + 4s);
  EXPECT_TRUE(is_empty(run.advance(3s).transition));
  run.advance(1s);
  EXPECT_EQ(run.story(), "1 WorkflowExecutionStarted | 2 WorkflowTaskScheduled");
}

TEST(Start, a_signal_waits_for_the_end_of_the_delay) {
  auto request = Story::start_request();
  *request.mutable_workflow_start_delay() = api::to_duration_message(4s);
  Story run(request);
  run.signal("hello");
  EXPECT_EQ(run.story(), "1 WorkflowExecutionStarted | 2 WorkflowExecutionSignaled");
  run.advance(4s);
  EXPECT_EQ(run.story(2), "2 WorkflowExecutionSignaled | 3 WorkflowTaskScheduled");
}

TEST(Start, a_cancel_request_ends_the_delay) {
  auto request = Story::start_request();
  *request.mutable_workflow_start_delay() = api::to_duration_message(4s);
  Story run(request);
  run.request_cancel_run();
  EXPECT_EQ(run.story(2), "2 WorkflowExecutionCancelRequested | 3 WorkflowTaskScheduled");
  EXPECT_FALSE(run.due().deadline.has_value());
}

TEST(Start, fills_the_retry_policy) {
  auto request = Story::start_request();
  request.mutable_retry_policy()->set_maximum_attempts(3);
  const Story run(request);
  const auto& policy = started(run).retry_policy();
  EXPECT_EQ(api::to_duration(policy.initial_interval()), 1s);
  EXPECT_EQ(policy.backoff_coefficient(), 2);
  EXPECT_EQ(api::to_duration(policy.maximum_interval()), 100s);
  EXPECT_EQ(policy.maximum_attempts(), 3);
}

struct InvalidStart {
  const char* name;
  std::function<void(Story::StartRequest&)> change;
  std::string message;
};

class InvalidStarts : public testing::TestWithParam<InvalidStart> {};

TEST_P(InvalidStarts, are_refused_with_temporals_text) {
  auto request = Story::start_request();
  GetParam().change(request);
  const Status status = validate_start(request, Limits{});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::kInvalidArgument);
  EXPECT_EQ(status.error().message, GetParam().message);
}

const auto kNegative = api::to_duration_message(-1s);

INSTANTIATE_TEST_SUITE_P(
    Table, InvalidStarts,
    testing::Values(
        InvalidStart{"namespace", [](auto& r) { r.clear_namespace_(); }, "Namespace is empty."},
        InvalidStart{"no_id", [](auto& r) { r.clear_workflow_id(); }, "WorkflowId is not set on request."},
        InvalidStart{"long_id", [](auto& r) { r.set_workflow_id(std::string(1001, 'x')); },
                     "WorkflowId exceeds maximum allowed length (1001/1000)"},
        InvalidStart{"no_type", [](auto& r) { r.clear_workflow_type(); },
                     "WorkflowType is not set on request."},
        InvalidStart{"long_type",
                     [](auto& r) { r.mutable_workflow_type()->set_name(std::string(1001, 'x')); },
                     "WorkflowType length exceeds limit."},
        InvalidStart{"long_request_id", [](auto& r) { r.set_request_id(std::string(1001, 'x')); },
                     "RequestId length exceeds limit."},
        InvalidStart{"no_queue", [](auto& r) { r.clear_task_queue(); }, "taskQueue is not set"},
        InvalidStart{"queue_name", [](auto& r) { r.mutable_task_queue()->clear_name(); },
                     "missing task queue name"},
        InvalidStart{"reserved_queue", [](auto& r) { r.mutable_task_queue()->set_name("/_sys/x"); },
                     "task queue name cannot start with reserved prefix /_sys/"},
        InvalidStart{
            "execution_timeout", [](auto& r) { *r.mutable_workflow_execution_timeout() = kNegative; },
            "An invalid WorkflowExecutionTimeoutSeconds is set on request. cause: negative duration"},
        InvalidStart{"run_timeout", [](auto& r) { *r.mutable_workflow_run_timeout() = kNegative; },
                     "An invalid WorkflowRunTimeoutSeconds is set on request. cause: negative duration"},
        InvalidStart{"task_timeout", [](auto& r) { *r.mutable_workflow_task_timeout() = kNegative; },
                     "An invalid WorkflowTaskTimeoutSeconds is set on request. cause: negative duration"},
        InvalidStart{"start_delay", [](auto& r) { *r.mutable_workflow_start_delay() = kNegative; },
                     "An invalid WorkflowStartDelaySeconds is set on request. cause: negative duration"},
        InvalidStart{"coefficient", [](auto& r) { r.mutable_retry_policy()->set_backoff_coefficient(0.5); },
                     "BackoffCoefficient cannot be less than 1 on retry policy."},
        InvalidStart{"attempts", [](auto& r) { r.mutable_retry_policy()->set_maximum_attempts(-1); },
                     "MaximumAttempts cannot be negative on retry policy."},
        InvalidStart{"interval",
                     [](auto& r) {
                       *r.mutable_retry_policy()->mutable_maximum_interval() = api::to_duration_message(1ms);
                     },
                     "MaximumInterval cannot be less than InitialInterval on retry policy."},
        InvalidStart{"cron", [](auto& r) { r.set_cron_schedule("often"); }, "invalid CronSchedule."},
        InvalidStart{"cron_without_a_time", [](auto& r) { r.set_cron_schedule("0 0 30 2 *"); },
                     "invalid CronSchedule, no time can be found to satisfy the schedule"},
        InvalidStart{"callbacks_without_request_id",
                     [](auto& r) { r.mutable_on_conflict_options()->set_attach_completion_callbacks(true); },
                     "attaching request ID is required for attaching completion callbacks"},
        InvalidStart{
            "input",
            [](auto& r) { r.mutable_input()->mutable_payloads(0)->set_data(std::string(3u << 20, 'x')); },
            "Blob data size exceeds limit."},
        InvalidStart{
            "memo",
            [](auto& r) { (*r.mutable_memo()->mutable_fields())["m"].set_data(std::string(3u << 20, 'x')); },
            "Memo size exceeds limit."}),
    [](const auto& tested) { return tested.param.name; });

TEST(Start, a_single_attempt_makes_the_rest_of_the_policy_irrelevant) {
  auto request = Story::start_request();
  request.mutable_retry_policy()->set_maximum_attempts(1);
  request.mutable_retry_policy()->set_backoff_coefficient(0.5);
  EXPECT_TRUE(validate_start(request, Limits{}).ok());
}

}  // namespace
}  // namespace skald::core::test
