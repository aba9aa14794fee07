#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "skald/child_errors.h"
#include "skald/detail/child_call.h"
#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;
using testing::StartsWith;
namespace enums = temporal::api::enums::v1;

detail::OperationRef start_child(ChildOptions options, Site site = Site::current()) {
  return detail::start_child({"ship", std::move(options), {}, site});
}

// What the server tells of the newest child.
std::int64_t initiated(Story& story) {
  std::int64_t found = 0;
  for (const HistoryEvent& event : story.server().history().events()) {
    if (event.has_start_child_workflow_execution_initiated_event_attributes()) found = event.event_id();
  }
  return found;
}

void child_starts(Story& story) {
  story.server()
      .add(enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED)
      .mutable_child_workflow_execution_started_event_attributes()
      ->set_initiated_event_id(initiated(story));
}

void child_completes(Story& story, const std::string& json) {
  const std::int64_t asked = initiated(story);
  auto& attributes = *story.server()
                          .add(enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED)
                          .mutable_child_workflow_execution_completed_event_attributes();
  attributes.set_initiated_event_id(asked);
  auto& payload = *attributes.mutable_result()->add_payloads();
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  payload.set_data(json);
}

TEST(Child, result_resumes_the_code_that_waits) {
  Story story(define_body([] { return json(get(start_child({.id = "parcel"}))); }));
  EXPECT_THAT(story.task(), ElementsAre("StartChildWorkflowExecution parcel ship"));
  child_starts(story);
  EXPECT_THAT(story.task(), ElementsAre());
  child_completes(story, "17");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 17"));
}

TEST(Child, that_starts_and_ends_between_two_tasks_is_one_result) {
  Story story(define_body([] { return json(get(start_child({.id = "parcel"}))); }));
  story.task();
  child_starts(story);
  child_completes(story, "17");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 17"));
}

TEST(Child, without_an_id_gets_one_that_replays) {
  Story story(define_body([] {
    const auto first = start_child({});
    const auto second = start_child({});
    return json(get(first) + get(second));
  }));
  const auto commands = story.task();
  ASSERT_EQ(commands.size(), 2u);
  EXPECT_NE(commands[0], commands[1]);
  child_starts(story);
  EXPECT_THAT(story.task(), ElementsAre());
}

TEST(Child, command_says_what_its_options_say) {
  Story story(define_body([] {
    start_child({.id = "parcel",
                 .task_queue = "ships",
                 .parent_close = ParentClosePolicy::kAbandon,
                 .run_timeout = std::chrono::hours(1),
                 .retry = {.maximum_attempts = 3},
                 .summary = "express"});
    get(timer(std::chrono::seconds(1)));
    return json("1");
  }));
  story.task();
  const auto& command = story.completion().commands(0);
  const auto& wanted = command.start_child_workflow_execution_command_attributes();
  EXPECT_EQ(wanted.task_queue().name(), "ships");
  EXPECT_EQ(wanted.parent_close_policy(), enums::PARENT_CLOSE_POLICY_ABANDON);
  EXPECT_EQ(wanted.workflow_run_timeout().seconds(), 3600);
  EXPECT_FALSE(wanted.has_workflow_execution_timeout());
  EXPECT_EQ(wanted.retry_policy().maximum_attempts(), 3);
  EXPECT_EQ(command.user_metadata().summary().data(), "\"express\"");
}

// The message, type and id of what is caught, and its cause.
Payload caught() {
  try {
    get(start_child({.id = "parcel"}));
  } catch (const ChildWorkflowError& error) {
    return json(std::string(error.what()) + ", " + error.workflow_type() + " " + error.workflow_id() + ": " +
                error.cause()->what());
  }
  return json("nothing");
}

TEST(Child, failure_arrives_with_its_cause) {
  Story story(define_body(caught));
  story.task();
  child_starts(story);
  auto& attributes = *story.server()
                          .add(enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED)
                          .mutable_child_workflow_execution_failed_event_attributes();
  attributes.set_initiated_event_id(initiated(story));
  attributes.mutable_workflow_type()->set_name("ship");
  attributes.mutable_workflow_execution()->set_workflow_id("parcel");
  *attributes.mutable_failure() = application_failure("Lost", "fell overboard");
  EXPECT_THAT(
      story.task(),
      ElementsAre("CompleteWorkflowExecution child workflow ship failed, ship parcel: fell overboard"));
}

TEST(Child, whose_id_is_taken_is_an_error_that_says_so) {
  Story story(define_body(caught));
  story.task();
  auto& attributes = *story.server()
                          .add(enums::EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED)
                          .mutable_start_child_workflow_execution_failed_event_attributes();
  attributes.set_initiated_event_id(initiated(story));
  attributes.set_workflow_id("parcel");
  attributes.mutable_workflow_type()->set_name("ship");
  attributes.set_cause(enums::START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS);
  EXPECT_THAT(
      story.task(),
      ElementsAre("CompleteWorkflowExecution child workflow ship was not started: there is a workflow "
                  "with the id parcel already, ship parcel: there is a workflow with the id parcel "
                  "already"));
}

struct End {
  const char* name;
  enums::EventType type;
  const char* message;
};

class EndWithoutResult : public testing::TestWithParam<End> {};

INSTANTIATE_TEST_SUITE_P(
    Ends, EndWithoutResult,
    testing::Values(End{"canceled", enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED, "was cancelled"},
                    End{"timed_out", enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT, "timed out"},
                    End{"terminated", enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TERMINATED,
                        "was terminated"}),
    [](const auto& end) { return end.param.name; });

TEST_P(EndWithoutResult, is_an_error_that_says_how) {
  Story story(define_body(caught));
  story.task();
  child_starts(story);
  const std::int64_t asked = initiated(story);
  HistoryEvent& event = story.server().add(GetParam().type);
  switch (GetParam().type) {
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED:
      event.mutable_child_workflow_execution_canceled_event_attributes()->set_initiated_event_id(asked);
      break;
    case enums::EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_TIMED_OUT:
      event.mutable_child_workflow_execution_timed_out_event_attributes()->set_initiated_event_id(asked);
      break;
    default:
      event.mutable_child_workflow_execution_terminated_event_attributes()->set_initiated_event_id(asked);
      break;
  }
  EXPECT_THAT(story.task(),
              ElementsAre(StartsWith(std::string("CompleteWorkflowExecution child workflow ship ") +
                                     GetParam().message)));
}

TEST(Child, is_asked_to_cancel_when_the_parent_is_cancelled) {
  Story story(define_body([] { return json(get(start_child({.id = "parcel"}))); }));
  story.task();
  child_starts(story);
  story.task();
  EXPECT_THAT(story.cancel().task(),
              ElementsAre("RequestCancelExternalWorkflowExecution parcel", "CancelWorkflowExecution"));
}

TEST(Child, that_shall_be_waited_for_ends_in_its_own_time) {
  Story story(
      define_body([] { return json(get(start_child({.id = "parcel", .wait_for_cancellation = true}))); }));
  story.task();
  child_starts(story);
  EXPECT_THAT(story.cancel().task(), ElementsAre("RequestCancelExternalWorkflowExecution parcel"));
  child_completes(story, "17");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 17"));
}

TEST(Child, cancelled_before_it_was_asked_for_is_never_asked_for) {
  Story story(define_body([] {
    const auto child = start_child({.id = "parcel"});
    detail::cancel(child);
    try {
      get(child);
    } catch (const CancelledError&) {
      return json("taken back");
    }
    return json("started");
  }));
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution taken back"));
}

Payload signal_stranger() {
  const auto sent = detail::signal_external({"stranger", "go", {json("1")}, Site::current()});
  try {
    get(sent);
  } catch (const ExternalWorkflowError& error) {
    return json(error.what());
  }
  return json("arrived");
}

TEST(ExternalSignal, returns_when_it_has_arrived) {
  Story story(define_body(signal_stranger));
  EXPECT_THAT(story.task(), ElementsAre("SignalExternalWorkflowExecution stranger go 1"));
  story.server()
      .add(enums::EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED)
      .mutable_external_workflow_execution_signaled_event_attributes()
      ->set_initiated_event_id(5);
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution arrived"));
}

TEST(ExternalSignal, that_cannot_arrive_is_an_error) {
  Story story(define_body(signal_stranger));
  story.task();
  story.server()
      .add(enums::EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED)
      .mutable_signal_external_workflow_execution_failed_event_attributes()
      ->set_initiated_event_id(5);
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution signal go to workflow stranger did not "
                                        "arrive: there is none, or it has ended"));
}

}  // namespace
}  // namespace skald::replay_tests
