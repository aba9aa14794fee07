#include <gtest/gtest.h>

#include "tests/unit_core/run_under_test.h"

/// Completions that are refused, and what stays of them.
namespace skald::core::test {
namespace {

using Story = RunUnderTest;

struct BadCommand {
  const char* name;
  std::vector<Command> commands;
  enums::WorkflowTaskFailedCause cause;
  std::string message;
};

class BadCommands : public testing::TestWithParam<BadCommand> {};

TEST_P(BadCommands, fail_the_task_and_keep_nothing_of_the_completion) {
  Story run;
  run.take_task();
  std::vector<Command> commands = GetParam().commands;
  commands.insert(commands.begin(), marker("before"));
  const auto decision = run.try_complete(commands);
  ASSERT_TRUE(decision.ok());
  ASSERT_TRUE(decision->refusal.has_value());
  EXPECT_EQ(decision->refusal->code, Code::kInvalidArgument);
  EXPECT_EQ(decision->refusal->message, GetParam().message);
  EXPECT_EQ(run.story(3), "3 WorkflowTaskStarted | 4 WorkflowTaskFailed");
  const auto& failed = run.last().workflow_task_failed_event_attributes();
  EXPECT_EQ(failed.cause(), GetParam().cause);
  EXPECT_EQ(failed.failure().message(), GetParam().message);
  EXPECT_TRUE(failed.failure().has_server_failure_info());
  EXPECT_EQ(failed.identity(), "worker");
  EXPECT_TRUE(run.state().activities().empty());
  EXPECT_TRUE(run.state().timers().empty());
}

Command without_queue() {
  Command command = schedule("a");
  command.mutable_schedule_activity_task_command_attributes()->clear_task_queue();
  return command;
}

Command without_queue_name() {
  Command command = schedule("a");
  command.mutable_schedule_activity_task_command_attributes()->mutable_task_queue()->clear_name();
  return command;
}

constexpr auto kBadSchedule = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES;
constexpr auto kBadCancel = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_ACTIVITY_ATTRIBUTES;

INSTANTIATE_TEST_SUITE_P(
    Table, BadCommands,
    testing::Values(
        BadCommand{"schedule_without_attributes",
                   {bare(enums::COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)},
                   kBadSchedule,
                   "BadScheduleActivityAttributes: ScheduleActivityTaskCommandAttributes is not set on "
                   "ScheduleActivityTaskCommand."},
        BadCommand{"schedule_without_queue",
                   {without_queue()},
                   kBadSchedule,
                   "BadScheduleActivityAttributes: taskQueue is not set"},
        BadCommand{"schedule_without_queue_name",
                   {without_queue_name()},
                   kBadSchedule,
                   "BadScheduleActivityAttributes: missing task queue name"},
        BadCommand{"schedule_without_timeout",
                   {schedule("a", {.start_to_close = 0s})},
                   kBadSchedule,
                   "BadScheduleActivityAttributes: a valid StartToCloseTimeout or ScheduleToCloseTimeout "
                   "must be set "
                   "on the activity. ActivityId=a ActivityType=charge"},
        BadCommand{"schedule_without_id",
                   {schedule("")},
                   kBadSchedule,
                   "BadScheduleActivityAttributes: activityId is not set"},
        BadCommand{"schedule_twice",
                   {schedule("a"), schedule("a")},
                   enums::WORKFLOW_TASK_FAILED_CAUSE_SCHEDULE_ACTIVITY_DUPLICATE_ID,
                   "ScheduleActivityDuplicateId: invalid history builder state for action: "
                   "add-activitytask-scheduled-event, ActivityID: a"},
        BadCommand{"cancel_unknown_activity",
                   {request_cancel(99)},
                   kBadCancel,
                   "BadRequestCancelActivityAttributes: invalid history builder state for action: "
                   "add-activitytask-cancel-requested-event, ScheduledEventID: 99"},
        BadCommand{"cancel_activity_without_id",
                   {request_cancel(0)},
                   kBadCancel,
                   "BadRequestCancelActivityAttributes: ScheduledEventId is not set on "
                   "RequestCancelActivityTaskCommand."},
        BadCommand{"timer_without_id",
                   {start_timer("", 1s)},
                   enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_START_TIMER_ATTRIBUTES,
                   "BadStartTimerAttributes: TimerId is not set on StartTimerCommand."},
        BadCommand{
            "negative_timer",
            {start_timer("t", -1s)},
            enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_START_TIMER_ATTRIBUTES,
            "BadStartTimerAttributes: An invalid StartToFireTimeout is set on StartTimerCommand: negative "
            "duration. TimerId=t"},
        BadCommand{
            "timer_twice",
            {start_timer("a", 1s), start_timer("a", 2s)},
            enums::WORKFLOW_TASK_FAILED_CAUSE_START_TIMER_DUPLICATE_ID,
            "StartTimerDuplicateId: invalid history builder state for action: add-timer-started-event, "
            "TimerID: a"},
        BadCommand{
            "cancel_unknown_timer",
            {cancel_timer("x")},
            enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_CANCEL_TIMER_ATTRIBUTES,
            "BadCancelTimerAttributes: invalid history builder state for action: add-timer-canceled-event, "
            "TimerID: x"},
        BadCommand{
            "cancel_timer_twice",
            {start_timer("a", 1s), cancel_timer("a"), cancel_timer("a")},
            enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_CANCEL_TIMER_ATTRIBUTES,
            "BadCancelTimerAttributes: invalid history builder state for action: add-timer-canceled-event, "
            "TimerID: a"},
        BadCommand{"marker_without_name",
                   {marker("")},
                   enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_RECORD_MARKER_ATTRIBUTES,
                   "BadRecordMarkerAttributes: MarkerName is not set on RecordMarkerCommand."},
        BadCommand{"fail_without_failure",
                   {bare(enums::COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION)},
                   enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_FAIL_WORKFLOW_EXECUTION_ATTRIBUTES,
                   "BadFailWorkflowExecutionAttributes: FailWorkflowExecutionCommandAttributes is not set on "
                   "FailWorkflowExecutionCommand."},
        BadCommand{
            "child",
            {bare(enums::COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION)},
            enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_START_CHILD_EXECUTION_ATTRIBUTES,
            "BadStartChildExecutionAttributes: StartChildWorkflowExecutionCommandAttributes is not set on "
            "StartChildWorkflowExecutionCommand."},
        BadCommand{"external_signal",
                   {bare(enums::COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION)},
                   enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES,
                   "BadSignalWorkflowExecutionAttributes: SignalExternalWorkflowExecutionCommandAttributes "
                   "is not set "
                   "on SignalExternalWorkflowExecutionCommand."}),
    [](const auto& tested) { return tested.param.name; });

TEST(Refused, a_closing_command_that_is_not_the_last_is_only_told_to_the_worker) {
  Story run;
  run.take_task();
  const auto decision = run.try_complete({complete(), marker("late")});
  ASSERT_FALSE(decision.ok());
  EXPECT_EQ(decision.error().code, Code::kInvalidArgument);
  EXPECT_EQ(decision.error().message,
            "invalid command sequence: [CompleteWorkflowExecution, RecordMarker], command "
            "CompleteWorkflowExecution "
            "must be the last command.");
  EXPECT_EQ(run.story(4), "");
}

TEST(Refused, an_unknown_command_is_only_told_to_the_worker) {
  Story run;
  run.take_task();
  const auto decision = run.try_complete({bare(enums::COMMAND_TYPE_UNSPECIFIED)});
  ASSERT_FALSE(decision.ok());
  EXPECT_EQ(decision.error().message, "unknown command type: Unspecified");
}

TEST(Refused, a_bad_command_of_a_later_attempt_is_only_told_to_the_worker) {
  Story run;
  run.take_task();
  run.fail_task();
  run.take_task();
  const auto decision = run.try_complete({cancel_timer("x")});
  ASSERT_FALSE(decision.ok());
  EXPECT_EQ(decision.error().code, Code::kInvalidArgument);
  EXPECT_EQ(run.due().deadline, run.now() + 10s);
}

TEST(Refused, a_bad_command_of_a_later_attempt_in_the_process_fails_the_task) {
  Story run(Worker::kInProcess);
  run.take_task();
  run.fail_task();
  run.take_task();
  const auto decision = run.try_complete({cancel_timer("x")});
  ASSERT_TRUE(decision.ok());
  ASSERT_TRUE(decision->refusal.has_value());
  EXPECT_EQ(run.due().workflow_task->attempt, 3);
}

TEST(Refused, a_bad_sequence_of_a_worker_in_the_process_fails_the_task) {
  Story run(Worker::kInProcess);
  run.take_task();
  const auto decision = run.try_complete({complete(), marker("late")});
  ASSERT_TRUE(decision.ok());
  ASSERT_TRUE(decision->refusal.has_value());
  EXPECT_EQ(run.story(3), "3 WorkflowTaskStarted | 4 WorkflowTaskFailed");
}

TEST(Refused, too_many_pending_activities_fail_the_task) {
  Story run;
  run.limits.pending_activities = 3;
  run.take_task();
  const auto decision = run.try_complete({schedule("a"), schedule("b"), schedule("c"), schedule("d")});
  ASSERT_TRUE(decision.ok());
  EXPECT_EQ(decision->refusal->message,
            "PendingActivitiesLimitExceeded: the number of pending activities, 3, has reached the "
            "per-workflow limit "
            "of 3");
  EXPECT_EQ(run.last().workflow_task_failed_event_attributes().cause(),
            enums::WORKFLOW_TASK_FAILED_CAUSE_PENDING_ACTIVITIES_LIMIT_EXCEEDED);
}

struct Oversized {
  const char* name;
  Command command;
  std::string reason;
};

class OversizedCommands : public testing::TestWithParam<Oversized> {};

TEST_P(OversizedCommands, terminate_the_run) {
  Story run;
  run.limits.blob_bytes = 100;
  run.limits.memo_bytes = 100;
  run.take_task();
  const auto decision = run.try_complete({GetParam().command});
  ASSERT_TRUE(decision.ok());
  EXPECT_EQ(decision->refusal->message, GetParam().reason);
  EXPECT_EQ(run.story(3), "3 WorkflowTaskStarted | 4 WorkflowTaskFailed | 5 WorkflowExecutionTerminated");
  const auto& terminated = run.last().workflow_execution_terminated_event_attributes();
  EXPECT_EQ(terminated.reason(), GetParam().reason);
  EXPECT_EQ(terminated.identity(), "history-service");
}

const std::string kLarge(200, 'x');

Command large_marker() {
  Command command = marker("m");
  (*command.mutable_record_marker_command_attributes()->mutable_details())["d"] = payloads(kLarge);
  return command;
}

INSTANTIATE_TEST_SUITE_P(
    Table, OversizedCommands,
    testing::Values(
        Oversized{"input", schedule("a", {.input = kLarge}),
                  "BadScheduleActivityAttributes: ScheduleActivityTaskCommandAttributes.Input exceeds "
                  "size limit."},
        Oversized{"result", complete(kLarge),
                  "BadScheduleActivityAttributes: CompleteWorkflowExecutionCommandAttributes.Result "
                  "exceeds size limit."},
        Oversized{"marker", large_marker(),
                  "BadRecordMarkerAttributes: RecordMarkerCommandAttributes.Details exceeds size limit."},
        Oversized{"failure", fail(application_failure("E", kLarge)),
                  "BadFailWorkflowExecutionAttributes: FailWorkflowExecutionCommandAttributes.Failure "
                  "exceeds size limit."}),
    [](const auto& tested) { return tested.param.name; });

TEST(Limits, a_history_with_too_many_events_is_ended) {
  Story run;
  run.limits.history_events = 5;
  run.run_task({marker("a"), marker("b")});
  run.signal("s");
  run.take_task();
  const auto decision = run.try_complete({start_timer("t", 1s)});
  ASSERT_TRUE(decision.ok());
  EXPECT_EQ(decision->refusal->message, "Workflow history count exceeds limit.");
  EXPECT_EQ(run.story(9), "9 WorkflowTaskStarted | 10 WorkflowTaskFailed | 11 WorkflowExecutionTerminated");
  EXPECT_EQ(run.event(10).workflow_task_failed_event_attributes().cause(),
            enums::WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND);
  EXPECT_EQ(run.event(10).workflow_task_failed_event_attributes().identity(), "history-service");
}

TEST(Limits, a_history_of_too_many_bytes_is_ended) {
  Story run;
  run.limits.history_bytes = 10;
  run.take_task();
  const auto decision = run.try_complete({start_timer("t", 1s)});
  ASSERT_TRUE(decision.ok());
  EXPECT_EQ(run.last().workflow_execution_terminated_event_attributes().reason(),
            "Workflow history size exceeds limit.");
}

TEST(Properties, a_predefined_search_attribute_gets_its_type) {
  RunUnderTest run;
  run.run_task({upsert("TemporalChangeVersion", "[\"c-1\"]"), upsert("Customer", "\"ann\"")});
  const auto& fields = run.state().search_attributes().indexed_fields();
  EXPECT_EQ(fields.at("TemporalChangeVersion").metadata().at("type"), "KeywordList");
  EXPECT_EQ(fields.at("Customer").metadata().count("type"), 0u);
}

TEST(Properties, search_attributes_and_memo_are_merged_and_deleted) {
  Story run;
  run.run_task({upsert("Customer", "\"ann\""), upsert("Items", "[1]"), modify_memo("note", "\"x\"")});
  EXPECT_EQ(
      run.story(5),
      "5 UpsertWorkflowSearchAttributes | 6 UpsertWorkflowSearchAttributes | 7 WorkflowPropertiesModified");
  const auto& fields = run.state().search_attributes().indexed_fields();
  EXPECT_EQ(fields.at("Items").data(), "[1]");
  EXPECT_EQ(run.state().memo().fields().at("note").data(), "\"x\"");
  run.signal("s");
  run.run_task({upsert("Items", "[]"), modify_memo("note", "null")});
  EXPECT_FALSE(fields.contains("Items"));
  EXPECT_EQ(fields.at("Customer").data(), "\"ann\"");
  EXPECT_TRUE(run.state().memo().fields().empty());
}

}  // namespace
}  // namespace skald::core::test
