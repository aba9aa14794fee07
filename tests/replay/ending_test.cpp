#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace enums = ::temporal::api::enums::v1;

TEST(Ending, with_an_application_error_fails_the_workflow_with_it) {
  Story story(define_body([]() -> Payload {
    const auto cause = std::make_shared<ApplicationError>("shop closed");
    throw ApplicationError("no stock", {.type = "OutOfStock", .details = {json("7")}}, cause);
  }));
  EXPECT_THAT(story.task(), ElementsAre("FailWorkflowExecution no stock"));
  const auto& failure = story.completion().commands(0).fail_workflow_execution_command_attributes().failure();
  EXPECT_EQ(failure.source(), "skald-cpp");
  EXPECT_EQ(failure.application_failure_info().type(), "OutOfStock");
  EXPECT_EQ(failure.application_failure_info().details().payloads(0).data(), "7");
  EXPECT_EQ(failure.cause().message(), "shop closed");
}

TEST(Ending, with_an_activitys_error_fails_the_workflow_with_its_cause) {
  Story story(define_body([] { return json(call("charge")); }));
  story.task();
  EXPECT_THAT(story.activity_fails("1", "CardDeclined", "no money").task(),
              ElementsAre("FailWorkflowExecution activity charge failed"));
  const auto& failure = story.completion().commands(0).fail_workflow_execution_command_attributes().failure();
  EXPECT_EQ(failure.activity_failure_info().activity_id(), "1");
  EXPECT_EQ(failure.activity_failure_info().retry_state(), enums::RETRY_STATE_NON_RETRYABLE_FAILURE);
  EXPECT_EQ(failure.cause().application_failure_info().type(), "CardDeclined");
}

TEST(Ending, with_a_cancelled_error_that_nobody_asked_for_is_a_failure) {
  Story story(define_body([]() -> Payload { throw CancelledError("my own idea"); }));
  EXPECT_THAT(story.task(), ElementsAre("FailWorkflowExecution my own idea"));
}

TEST(Ending, with_another_error_after_a_cancel_request_is_a_failure) {
  Story story(define_body([]() -> Payload {
    try {
      call("work");
    } catch (const CancelledError&) {
    }
    throw ApplicationError("could not clean up");
  }));
  story.task();
  EXPECT_THAT(story.cancel().task(), ElementsAre("RequestCancelActivityTask of event 5",
                                                 "FailWorkflowExecution could not clean up"));
}

TEST(Ending, with_continue_as_new_fills_in_what_the_request_leaves_out) {
  Story story(define_body([]() -> Payload {
    throw detail::ContinueAsNew{"", {json("8")}, std::chrono::hours(1)};
  }));
  EXPECT_THAT(story.task(), ElementsAre("ContinueAsNewWorkflowExecution story 8"));
  const auto& attributes =
      story.completion().commands(0).continue_as_new_workflow_execution_command_attributes();
  EXPECT_EQ(attributes.task_queue().name(), "stories");
  EXPECT_EQ(attributes.workflow_run_timeout().seconds(), 3600);
}

TEST(Ending, comes_behind_commands_that_other_fibers_make_in_the_same_task) {
  Story story(define_body([] {
    detail::spawn([] { return json(call("last_words")); }, Site::current());
    return json("0");
  }));
  EXPECT_THAT(story.task(), ElementsAre("ScheduleActivityTask 2 last_words", "CompleteWorkflowExecution 0"));
}

TEST(Ending, evicts_the_run) {
  const auto definition = define_body([] { return json("0"); });
  HistoryBuilder server;
  server.run_started("story");
  server.task_scheduled(), server.task_started();
  wire::PollWorkflowTaskQueueResponse task;
  *task.mutable_history() = server.history();
  replay::WorkflowRun run(definition, {});
  EXPECT_TRUE(run.handle(task).evict);
}

TEST(Defect, fails_the_task_with_its_type_and_message) {
  Story story(define_body([]() -> Payload { throw std::out_of_range("index 7"); }));
  EXPECT_EQ(story.failing_task(), "std::out_of_range: index 7");
}

TEST(Defect, that_is_no_exception_class_fails_the_task) {
  Story story(define_body([]() -> Payload { throw 7; }));
  EXPECT_EQ(story.failing_task(), "int: an exception that is no std::exception");
}

TEST(Defect, that_is_fixed_lets_the_run_go_on) {
  bool fixed = false;
  Story story(define_body([&fixed] {
    const std::string charged = call("charge");
    if (!fixed) throw std::logic_error("bug");
    return json(charged);
  }));
  story.task();
  EXPECT_EQ(story.activity_completes("1", "5").failing_task(), "std::logic_error: bug");
  fixed = true;
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 5"));
}

TEST(Defect, in_a_destructor_that_waits_while_an_exception_passes_fails_the_task) {
  struct WaitsAtTheEnd {
    ~WaitsAtTheEnd() noexcept(false) { call("too_late"); }
  };
  EXPECT_THAT(
      [] {
        Story story(define_body([]() -> Payload {
          const WaitsAtTheEnd guard;
          throw ApplicationError("broken");
        }));
        return story.failing_task();
      }(),
      HasSubstr("a destructor waits while an exception passes"));
}

TEST(Input, that_does_not_fit_fails_the_task) {
  detail::WorkflowDefinition picky{"story", [](const Payloads&) -> std::unique_ptr<detail::WorkflowInstance> {
                                     throw PayloadError("quantity: missing");
                                   }};
  Story story(picky, "{}");
  EXPECT_EQ(story.failing_task(), "event 1, input of workflow story: quantity: missing (SKALD3002)");
}

TEST(Call, outside_a_workflow_says_so) {
  EXPECT_THAT([] { start("charge"); },
              testing::ThrowsMessage<UsageError>(
                  HasSubstr("skald::run, skald::start or a saga's step called outside a workflow")));
}

}  // namespace
}  // namespace skald::replay_tests
