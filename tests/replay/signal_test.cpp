#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::ElementsAre;

// Collects what the signals "add" bring, until "close".
Script collector() {
  auto seen = std::make_shared<std::string>();
  auto closed = std::make_shared<bool>(false);
  Script script;
  script.run = [seen, closed](const Payloads&) {
    detail::wait_until(
        {}, [closed] { return *closed; }, Site::current());
    return json(*seen);
  };
  script.signals["add"] = [seen](const Payloads& input) { *seen += input.at(0).data; };
  script.signals["add_slowly"] = [seen](const Payloads& input) {
    call("look_up");
    *seen += input.at(0).data;
  };
  script.signals["close"] = [closed](const Payloads&) { *closed = true; };
  script.queries["seen"] = [seen](const Payloads&) { return json(*seen); };
  return script;
}

TEST(Signal, handlers_run_in_the_order_of_events) {
  Story story(define(collector));
  story.task();
  story.signal("add", "1").signal("add", "2").task();
  story.signal("add", "3").signal("close");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 123"));
}

TEST(Signal, before_the_first_task_is_handled_before_the_body_runs) {
  Story story(define(collector));
  story.signal("add", "1").signal("close");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 1"));
}

TEST(Signal, handler_may_wait_on_a_fiber_of_its_own) {
  Story story(define(collector));
  story.task();
  EXPECT_THAT(story.signal("add_slowly", "1").signal("add", "2").task(),
              ElementsAre("ScheduleActivityTask 1 look_up"));
  story.activity_completes("1", "0").task();
  EXPECT_THAT(story.signal("close").task(), ElementsAre("CompleteWorkflowExecution 21"));
}

TEST(Signal, that_nobody_handles_is_kept_until_somebody_does) {
  Story story(define([] {
    auto script = std::make_shared<Script>();
    auto got = std::make_shared<std::string>();
    // The handler appears when the body has done its first activity.
    auto ready = std::make_shared<bool>(false);
    script->run = [ready, got](const Payloads&) {
      call("prepare");
      *ready = true;
      detail::wait_until(
          {}, [got] { return !got->empty(); }, Site::current());
      return json(*got);
    };
    script->signals["late"] = [got](const Payloads& input) { *got = input.at(0).data; };
    return *script;
  }));
  story.signal("unknown", "1").task();
  story.signal("late", "2").activity_completes("1", "0");
  EXPECT_THAT(story.task(), ElementsAre("CompleteWorkflowExecution 2"));
}

TEST(Signal, handlers_error_of_the_story_fails_the_workflow) {
  Story story(define([] {
    Script script;
    script.run = [](const Payloads&) { return json(call("work")); };
    script.signals["break"] = [](const Payloads&) { throw ApplicationError("broken by hand"); };
    return script;
  }));
  story.task();
  EXPECT_THAT(story.signal("break").task(), ElementsAre("FailWorkflowExecution broken by hand"));
}

TEST(Signal, handlers_defect_fails_the_task) {
  Story story(define([] {
    Script script;
    script.run = [](const Payloads&) { return json(call("work")); };
    script.signals["break"] = [](const Payloads& input) { input.at(3); };
    return script;
  }));
  story.task();
  EXPECT_THAT(story.signal("break").failing_task(),
              testing::StartsWith("event 6, handler of signal break: std::out_of_range: "));
}

TEST(Signal, input_that_does_not_fit_fails_the_task) {
  Story story(define([] {
    Script script;
    script.run = [](const Payloads&) { return json(call("work")); };
    script.signals["add"] = [](const Payloads&) { throw PayloadError("expected an integer"); };
    return script;
  }));
  story.task();
  EXPECT_EQ(story.signal("add").failing_task(),
            "event 6, input of signal add: expected an integer (SKALD3002)");
}

TEST(Signal, that_arrives_while_a_task_runs_belongs_to_the_next) {
  Story story(define(collector));
  story.meanwhile([](Story& then) { then.signal("add", "1"); }).task();
  EXPECT_THAT(story.signal("close").task(), ElementsAre("CompleteWorkflowExecution 1"));
}

wire::PollWorkflowTaskQueueResponse asking(const std::string& query) {
  wire::PollWorkflowTaskQueueResponse extras;
  (*extras.mutable_queries())["q"].set_query_type(query);
  return extras;
}

TEST(Query, with_a_task_is_answered_after_its_events) {
  Story story(define(collector));
  story.task();
  story.extras = asking("seen");
  story.signal("add", "5").task();
  EXPECT_EQ(story.completion().query_results().at("q").answer().payloads(0).data(), "5");
  story.signal("close").task();
}

TEST(Query, between_tasks_is_answered_by_the_cached_run_even_if_it_is_parked) {
  Story story(define(collector));
  story.signal("add", "5").task();
  story.cached().park();
  temporal::api::query::v1::WorkflowQuery query;
  query.set_query_type("seen");
  EXPECT_EQ(story.cached().query(query).answer().payloads(0).data(), "5");
  story.signal("close").task();
}

TEST(Query, that_is_unknown_names_the_known_ones) {
  Story story(define(collector));
  story.task();
  temporal::api::query::v1::WorkflowQuery query;
  query.set_query_type("sen");
  const auto result = story.cached().query(query);
  EXPECT_EQ(result.result_type(), temporal::api::enums::v1::QUERY_RESULT_TYPE_FAILED);
  EXPECT_EQ(result.error_message(), "unknown query sen, known: seen, __stack_trace");
}

TEST(Query, of_the_stack_trace_shows_where_the_code_waits) {
  Story story(define(collector));
  story.task();
  temporal::api::query::v1::WorkflowQuery query;
  query.set_query_type("__stack_trace");
  EXPECT_THAT(story.cached().query(query).answer().payloads(0).data(), testing::HasSubstr("wait_until"));
}

TEST(Query, that_waits_is_refused) {
  Story story(define([] {
    Script script = collector();
    script.queries["bad"] = [](const Payloads&) { return json(call("work")); };
    return script;
  }));
  story.task();
  temporal::api::query::v1::WorkflowQuery query;
  query.set_query_type("bad");
  EXPECT_THAT(story.cached().query(query).error_message(), testing::HasSubstr("queries may only look"));
}

TEST(Query, task_of_an_evicted_run_replays_history_and_makes_no_commands) {
  const auto definition = define(collector);
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.signaled("add", "7");
  server.task();
  replay::WorkflowRun run(definition, {});
  wire::PollWorkflowTaskQueueResponse task;
  *task.mutable_history() = server.history();
  task.mutable_query()->set_query_type("seen");
  const auto result = run.handle(task);
  EXPECT_EQ(std::get<wire::RespondWorkflowTaskCompletedRequest>(result.response).commands_size(), 0);
  EXPECT_EQ(run.query(task.query()).answer().payloads(0).data(), "7");
}

}  // namespace
}  // namespace skald::replay_tests
