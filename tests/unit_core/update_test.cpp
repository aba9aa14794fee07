#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/failures.h"
#include "tests/unit_core/updates_under_test.h"

/// Updates and the workflow tasks that exist for them alone.
namespace skald::core::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Four events stand in the history, and nothing is pending.
class Update : public testing::Test {
 protected:
  Update() { story.run.run_task(); }

  UpdatesUnderTest story;
};

constexpr char kDefaultStory[] =
    "5 WorkflowTaskScheduled | 6 WorkflowTaskStarted | 7 WorkflowTaskCompleted | "
    "8 WorkflowExecutionUpdateAccepted | 9 WorkflowExecutionUpdateCompleted";

TEST_F(Update, makes_a_task_of_which_no_row_speaks) {
  const std::size_t rows = story.run.logged();
  story.update("u");
  ASSERT_TRUE(story.run.due().workflow_task.has_value());
  EXPECT_EQ(story.run.due().workflow_task->scheduled_event_id, 5);
  EXPECT_THAT(story.take_task(), ElementsAre("u/request"));
  EXPECT_EQ(story.run.logged(), rows);
  EXPECT_EQ(story.run.story(5), "");
}

TEST_F(Update, is_gone_after_a_crash_with_its_task) {
  story.update("u");
  story.take_task();
  story.run.crash();
  EXPECT_FALSE(story.run.due().workflow_task.has_value());
  EXPECT_EQ(story.run.story(5), "");
}

TEST_F(Update, accepted_and_completed_in_one_task_makes_the_task_real) {
  story.update("u");
  story.take_task();
  story.complete(
      {.messages = {accept("u"), respond("u")}, .commands = {say(accept("u")), say(respond("u"))}});
  EXPECT_EQ(story.run.story(5), kDefaultStory);
  const auto& accepted = story.run.event(8).workflow_execution_update_accepted_event_attributes();
  EXPECT_EQ(accepted.protocol_instance_id(), "u");
  EXPECT_EQ(accepted.accepted_request_message_id(), "u/request");
  EXPECT_EQ(accepted.accepted_request().input().name(), "add");
  const auto& completed = story.run.event(9).workflow_execution_update_completed_event_attributes();
  EXPECT_EQ(completed.accepted_event_id(), 8);
  EXPECT_EQ(text_of(completed.outcome().success()), "done");
  EXPECT_EQ(update_stage(story.run.state(), "u"), UpdateStage::kCompleted);
}

TEST_F(Update, of_a_known_id_is_not_asked_again) {
  story.update("u");
  EXPECT_FALSE(story.try_update("u")->is_new);
  story.take_task();
  story.complete({.messages = {accept("u")}});
  EXPECT_FALSE(story.try_update("u")->is_new);
  story.run.terminate();
  EXPECT_FALSE(story.try_update("u")->is_new);
  EXPECT_EQ(story.try_update("other").error().message, "workflow execution already completed");
}

TEST_F(Update, whose_rejection_is_all_the_task_said_leaves_nothing) {
  const std::size_t rows = story.run.logged();
  story.update("u");
  story.take_task();
  const CompletedWorkflowTask completed = story.complete({.messages = {reject("u")}});
  EXPECT_EQ(completed.reset_history_event_id, 3);
  ASSERT_EQ(completed.rejected_updates.size(), 1u);
  EXPECT_EQ(completed.rejected_updates[0].failure.message(), "not like this");
  EXPECT_EQ(story.run.logged(), rows);
  EXPECT_EQ(story.run.state().workflow_task().stage(), internal::v1::WorkflowTaskState::STAGE_NONE);
  story.update("u");
  EXPECT_EQ(story.run.due().workflow_task->scheduled_event_id, 5);
}

TEST_F(Update, that_the_worker_passes_over_is_rejected_for_it) {
  story.update("u");
  story.take_task();
  const CompletedWorkflowTask completed = story.complete({});
  ASSERT_EQ(completed.rejected_updates.size(), 1u);
  EXPECT_EQ(completed.rejected_updates[0].failure.application_failure_info().type(), "UnprocessedUpdate");
  EXPECT_EQ(story.run.story(5), "");
}

TEST_F(Update, rejected_beside_a_command_is_written_with_its_task) {
  story.update("u");
  story.take_task();
  const CompletedWorkflowTask completed =
      story.complete({.messages = {reject("u")}, .commands = {start_timer("t", 1h)}});
  EXPECT_EQ(completed.reset_history_event_id, 0);
  EXPECT_EQ(story.run.story(5),
            "5 WorkflowTaskScheduled | 6 WorkflowTaskStarted | 7 WorkflowTaskCompleted | 8 TimerStarted");
}

TEST(UpdateAfterEvents, rejected_is_dropped_only_for_workers_that_can_take_events_back) {
  UpdatesUnderTest story;
  story.run.run_task({start_timer("t", 1h)});
  story.update("a");
  story.take_task();
  EXPECT_EQ(story.complete({.messages = {reject("a")}, .can_discard = true}).reset_history_event_id, 3);
  EXPECT_EQ(story.run.story(6), "");
  story.update("b");
  story.take_task();
  EXPECT_EQ(story.complete({.messages = {reject("b")}}).reset_history_event_id, 0);
  EXPECT_EQ(story.run.story(6), "6 WorkflowTaskScheduled | 7 WorkflowTaskStarted | 8 WorkflowTaskCompleted");
}

TEST_F(Update, becomes_an_ordinary_task_when_something_else_happens) {
  story.update("u");
  story.run.signal("s");
  EXPECT_EQ(story.run.story(5), "5 WorkflowTaskScheduled | 6 WorkflowExecutionSignaled");
  EXPECT_THAT(story.take_task(), ElementsAre("u/request"));
  story.complete({.messages = {reject("u")}});
  EXPECT_EQ(story.run.story(7), "7 WorkflowTaskStarted | 8 WorkflowTaskCompleted");
}

TEST_F(Update, held_becomes_a_started_task_when_a_signal_comes) {
  story.update("u");
  story.take_task();
  story.run.signal("s");
  EXPECT_EQ(story.run.story(5), "5 WorkflowTaskScheduled | 6 WorkflowTaskStarted");
  story.complete({.messages = {accept("u"), respond("u")}});
  EXPECT_EQ(story.run.story(5),
            std::string(kDefaultStory) + " | 10 WorkflowExecutionSignaled | 11 WorkflowTaskScheduled");
}

TEST(UpdateInTheProcess, held_when_a_signal_comes_is_scheduled_again_after_a_crash) {
  UpdatesUnderTest story(Worker::kInProcess);
  story.run.run_task();
  story.update("u");
  story.take_task();
  story.run.signal("s");
  EXPECT_EQ(story.run.story(5), "5 WorkflowTaskScheduled");
  story.run.crash();
  EXPECT_EQ(story.run.story(5), "5 WorkflowTaskScheduled | 6 WorkflowExecutionSignaled");
  ASSERT_TRUE(story.run.due().workflow_task.has_value());
  story.run.run_task({complete("done")});
  EXPECT_EQ(story.run.story(7),
            "7 WorkflowTaskStarted | 8 WorkflowTaskCompleted | 9 WorkflowExecutionCompleted");
}

TEST(UpdateInTheProcess, leaves_the_same_history_as_on_the_port) {
  UpdatesUnderTest story(Worker::kInProcess);
  story.run.run_task();
  story.update("u");
  story.take_task();
  story.run.signal("s");
  story.complete({.messages = {accept("u"), respond("u")}});
  EXPECT_EQ(story.run.story(5),
            std::string(kDefaultStory) + " | 10 WorkflowExecutionSignaled | 11 WorkflowTaskScheduled");
}

TEST_F(Update, that_nobody_takes_for_five_seconds_gets_an_ordinary_task) {
  story.update("u");
  story.run.advance(4s);
  EXPECT_EQ(story.run.story(5), "");
  story.run.advance(1s);
  EXPECT_EQ(story.run.story(5), "5 WorkflowTaskScheduled | 6 WorkflowTaskTimedOut | 7 WorkflowTaskScheduled");
  EXPECT_EQ(story.run.event(7).workflow_task_scheduled_event_attributes().attempt(), 1);
  EXPECT_THAT(story.take_task(), ElementsAre("u/request"));
}

TEST_F(Update, whose_worker_is_silent_comes_with_the_next_attempt) {
  story.update("u");
  story.take_task();
  story.run.advance(10s);
  EXPECT_EQ(story.run.story(5), "5 WorkflowTaskScheduled | 6 WorkflowTaskStarted | 7 WorkflowTaskTimedOut");
  EXPECT_THAT(story.take_task(), ElementsAre("u/request"));
  story.complete({.messages = {accept("u")}});
  EXPECT_EQ(story.run.event(8).workflow_task_scheduled_event_attributes().attempt(), 2);
}

TEST_F(Update, of_a_worker_that_goes_on_is_neither_rejected_nor_sent_again) {
  story.update("u");
  story.take_task();
  const CompletedWorkflowTask completed = story.complete({.forces_task = true});
  EXPECT_THAT(completed.rejected_updates, IsEmpty());
  EXPECT_THAT(story.take_task(Holds::kNewEvents), IsEmpty());
  story.complete({.messages = {accept("u")}});
  EXPECT_EQ(update_stage(story.run.state(), "u"), UpdateStage::kAccepted);
}

TEST_F(Update, that_came_while_a_task_was_held_gets_a_task_of_its_own) {
  story.run.signal("s");
  story.take_task();
  story.update("u");
  story.complete({});
  EXPECT_EQ(story.run.story(8), "8 WorkflowTaskCompleted | 9 WorkflowTaskScheduled");
  EXPECT_THAT(story.take_task(), ElementsAre("u/request"));
}

TEST_F(Update, that_came_while_a_task_was_held_is_given_to_its_worker_unwritten) {
  story.run.signal("s");
  story.take_task();
  story.update("u");
  const CompletedWorkflowTask completed = story.complete({.wants_task = true});
  EXPECT_TRUE(completed.has_next_task);
  EXPECT_EQ(story.run.story(8), "8 WorkflowTaskCompleted");
  const auto& task = story.run.state().workflow_task();
  EXPECT_TRUE(task.speculative());
  EXPECT_EQ(task.started_event_id(), 10);
  EXPECT_EQ(task.request_id(), kInlineRequestId);
}

TEST_F(Update, dropped_while_another_waits_makes_place_for_it) {
  story.update("a");
  story.take_task();
  story.update("b");
  const CompletedWorkflowTask completed = story.complete({.messages = {reject("a")}});
  EXPECT_EQ(completed.reset_history_event_id, 3);
  EXPECT_EQ(story.run.story(5), "5 WorkflowTaskScheduled");
  EXPECT_THAT(story.take_task(), ElementsAre("b/request"));
}

TEST(UpdateInADelay, rejected_lets_the_delay_go_on) {
  RunUnderTest::StartRequest request = RunUnderTest::start_request();
  *request.mutable_workflow_start_delay() = api::to_duration_message(60s);
  UpdatesUnderTest story;
  story.run = RunUnderTest(request);
  story.update("u");
  EXPECT_THAT(story.take_task(), ElementsAre("u/request"));
  story.complete({.messages = {reject("u")}});
  EXPECT_EQ(story.run.story(), "1 WorkflowExecutionStarted");
  story.run.advance(60s);
  EXPECT_EQ(story.run.story(2), "2 WorkflowTaskScheduled");
}

TEST_F(Update, is_refused_when_too_many_are_under_way) {
  story.run.limits.updates_in_flight = 2;
  story.update("a");
  story.take_task();
  story.complete({.messages = {accept("a")}});
  story.update("b");
  const Error error = story.try_update("c").error();
  EXPECT_EQ(error.code, Code::kResourceExhausted);
  EXPECT_EQ(error.message, "limit on number of concurrent in-flight updates has been reached (2)");
}

TEST_F(Update, is_refused_when_there_were_too_many) {
  story.run.limits.updates = 1;
  story.update("a");
  story.take_task();
  story.complete({.messages = {accept("a"), respond("a")}});
  const Error error = story.try_update("b").error();
  EXPECT_EQ(error.code, Code::kFailedPrecondition);
  EXPECT_THAT(error.message, HasSubstr("total number of distinct updates in this workflow"));
  story.run.signal("s");
  story.run.take_task();
  EXPECT_EQ(story.run.last().workflow_task_started_event_attributes().suggest_continue_as_new_reasons(0),
            enums::SUGGEST_CONTINUE_AS_NEW_REASON_TOO_MANY_UPDATES);
}

TEST_F(Update, is_refused_while_the_task_keeps_failing) {
  story.run.signal("s");
  for (int i = 0; i < 2; ++i) {
    story.run.take_task();
    story.run.fail_task();
  }
  const Error error = story.try_update("u").error();
  EXPECT_EQ(error.code, Code::kFailedPrecondition);
  EXPECT_EQ(error.message,
            "Unable to perform workflow execution update due to Workflow Task in failed state.");
}

TEST_F(Update, is_refused_while_a_close_is_repeated) {
  story.run.signal("s");
  story.run.take_task();
  story.run.signal("t");
  ASSERT_TRUE(story.try_complete({.commands = {complete("early")}})->refusal.has_value());
  story.run.take_task();
  EXPECT_EQ(story.try_update("u").error().message,
            "workflow operation can not be applied because workflow is closing");
}

struct BadMessages {
  const char* name;
  std::vector<protocol::Message> messages;
  const char* text;
};

class UpdateMessages : public testing::TestWithParam<BadMessages> {};

TEST_P(UpdateMessages, fail_the_task_and_lose_the_update) {
  UpdatesUnderTest story;
  story.run.run_task();
  story.update("u");
  story.take_task();
  const auto refused = story.try_complete({.messages = GetParam().messages});
  ASSERT_TRUE(refused.ok());
  EXPECT_TRUE(refused->loses_updates);
  ASSERT_TRUE(refused->refusal.has_value());
  EXPECT_EQ(refused->refusal->message, std::string("BadUpdateWorkflowExecutionMessage: ") + GetParam().text);
  EXPECT_EQ(story.run.story(5), "5 WorkflowTaskScheduled | 6 WorkflowTaskStarted | 7 WorkflowTaskFailed");
}

INSTANTIATE_TEST_SUITE_P(
    Bad, UpdateMessages,
    testing::Values(
        BadMessages{
            "of_an_unknown_update",
            {respond("zz")},
            "update zz wasn't found on the server. This is most likely a transient error which will be "
            "resolved automatically by retries"},
        BadMessages{
            "completed_too_early",
            {respond("u")},
            "invalid state transition attempted for Update u: received *update.Response message while "
            "in state Sent"},
        BadMessages{"accepted_twice",
                    {accept("u"), accept("u")},
                    "invalid state transition attempted for Update u: received *update.Acceptance message "
                    "while in state Accepted"}),
    [](const auto& bad) { return std::string(bad.param.name); });

TEST_F(Update, that_was_forgotten_comes_back_with_an_acceptance_that_names_its_request) {
  story.run.signal("s");
  story.take_task();
  protocol::Message message = accept("zz");
  update::Acceptance body;
  ASSERT_TRUE(message.body().UnpackTo(&body));
  body.mutable_accepted_request()->mutable_input()->set_name("add");
  message.mutable_body()->PackFrom(body);
  story.complete({.messages = {message, respond("zz")}});
  EXPECT_EQ(update_stage(story.run.state(), "zz"), UpdateStage::kCompleted);
}

TEST_F(Update, admitted_ends_with_its_run) {
  story.update("u");
  story.run.terminate();
  EXPECT_EQ(story.run.story(5), "5 WorkflowExecutionTerminated");
  EXPECT_EQ(update_aborted(story.run.state()).message, "workflow update was aborted by closing workflow");
}

TEST_F(Update, held_by_a_worker_ends_with_its_run_and_shows_its_task) {
  story.update("u");
  story.take_task();
  story.run.terminate();
  EXPECT_EQ(story.run.story(5),
            "5 WorkflowTaskScheduled | 6 WorkflowTaskStarted | 7 WorkflowTaskFailed | "
            "8 WorkflowExecutionTerminated");
}

TEST_F(Update, of_a_run_that_goes_on_in_another_one_may_be_asked_there) {
  story.run.signal("s");
  story.take_task();
  story.update("u");
  story.complete({.commands = {continue_as_new()}});
  EXPECT_EQ(update_aborted(story.run.state()).code, Code::kResourceExhausted);
}

}  // namespace
}  // namespace skald::core::test
