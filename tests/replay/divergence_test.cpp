#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/replay/story.h"

namespace skald::replay_tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

// Reserve, charge, done.
detail::WorkflowDefinition order() {
  return define_body([] {
    const std::string reserved = call("reserve");
    return json(reserved + call("charge"));
  });
}

std::string summary(const HistoryBuilder& server, const detail::WorkflowDefinition& definition) {
  const auto divergence = replay::replay_history(server.history(), definition, {});
  return divergence ? divergence->summary : "no divergence";
}

// A history in which the first task scheduled this activity, and nothing else.
HistoryBuilder scheduled(const std::string& id, const std::string& type) {
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.activity_scheduled(id, type);
  return server;
}

TEST(Divergence, no_false_alarm_for_a_history_that_agrees) {
  HistoryBuilder server = scheduled("1", "reserve");
  EXPECT_EQ(summary(server, order()), "no divergence");
  server.activity_completed(5, "1");
  server.task_scheduled();
  EXPECT_EQ(summary(server, order()), "no divergence");
  server.task_started();
  EXPECT_EQ(summary(server, order()), "no divergence");
  server.task_failed();
  EXPECT_EQ(summary(server, order()), "no divergence");
  server.run_terminated();
  EXPECT_EQ(summary(server, order()), "no divergence");
}

TEST(Divergence, another_activity_type) {
  EXPECT_THAT(
      summary(scheduled("1", "charge"), order()),
      StartsWith("TMPRL1100 event 5: history has ActivityTaskScheduled charge (id 1), but the code made "
                 "ScheduleActivityTask reserve (id 1) (the activity types differ), made at "));
}

TEST(Divergence, another_activity_id) {
  EXPECT_THAT(summary(scheduled("7", "reserve"), order()), HasSubstr("(the activity ids differ)"));
}

TEST(Divergence, another_kind_of_command) {
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.timer_started("1");
  EXPECT_THAT(
      summary(server, order()),
      HasSubstr("history has TimerStarted (id 1), but the code made ScheduleActivityTask reserve (id 1)"));
}

TEST(Divergence, another_timer_id) {
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.timer_started("2");
  EXPECT_THAT(summary(server, define_body([] { return get(timer(1s)), json("0"); })),
              HasSubstr("(the timer ids differ)"));
}

TEST(Divergence, a_command_that_history_does_not_have_is_reported_at_its_own_task) {
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.signaled("hello");
  server.task();
  EXPECT_THAT(
      summary(server, order()),
      StartsWith("TMPRL1100 event 4: the code made ScheduleActivityTask reserve (id 1), but history has no "
                 "event for it after this task, made at "));
}

TEST(Divergence, one_command_more_than_history_has) {
  HistoryBuilder server = scheduled("1", "reserve");
  EXPECT_THAT(
      summary(server, define_body([] {
                const auto first = start("reserve");
                const auto extra = start("audit");
                return json(get(first) + get(extra));
              })),
      StartsWith("TMPRL1100 event 4: the code made ScheduleActivityTask audit (id 2), but history has no"));
}

TEST(Divergence, an_event_that_the_code_did_not_make) {
  HistoryBuilder server = scheduled("1", "reserve");
  server.activity_scheduled("2", "audit");
  EXPECT_EQ(summary(server, order()),
            "TMPRL1100 event 6: history has ActivityTaskScheduled audit (id 2), but the code made no command "
            "there");
}

TEST(Divergence, a_body_that_ends_early) {
  HistoryBuilder server = scheduled("1", "reserve");
  EXPECT_THAT(summary(server, define_body([] { return json("0"); })),
              HasSubstr("history has ActivityTaskScheduled reserve (id 1), but the code made "
                        "CompleteWorkflowExecution (the end of the workflow's body)"));
}

TEST(Divergence, a_body_that_ends_before_history_goes_on) {
  HistoryBuilder server = scheduled("1", "reserve");
  server.activity_completed(5, "1");
  server.task();
  server.activity_scheduled("2", "charge");
  EXPECT_THAT(
      summary(server, define_body([] { return json(call("reserve")); })),
      StartsWith("TMPRL1100 event 10: history has ActivityTaskScheduled charge (id 2), but the code made "
                 "CompleteWorkflowExecution"));
}

TEST(Divergence, a_body_that_ends_late) {
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.run_completed();
  EXPECT_THAT(
      summary(server, order()),
      HasSubstr("history has WorkflowExecutionCompleted, but the code made ScheduleActivityTask reserve"));
  EXPECT_THAT(summary(server, define_body([] {
                        detail::wait_until(
                            {}, [] { return false; }, Site::current());
                        return json("0");
                      })),
              HasSubstr("history has WorkflowExecutionCompleted, but the code made no command there"));
}

TEST(Divergence, another_end) {
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.run_completed();
  EXPECT_THAT(summary(server, define_body([]() -> Payload { throw ApplicationError("no"); })),
              HasSubstr("history has WorkflowExecutionCompleted, but the code made FailWorkflowExecution"));
}

TEST(Divergence, a_cancellation_that_the_code_does_not_make) {
  HistoryBuilder server = scheduled("1", "reserve");
  server.cancel_requested("");
  server.task();
  server.activity_cancel_requested(5);
  const auto stubborn = define_body([] {
    std::string got;
    detail::run_in_scope(detail::make_scope(true), [&got] { got = call("reserve"); });
    return json(got);
  });
  EXPECT_THAT(summary(server, stubborn),
              HasSubstr("history has ActivityTaskCancelRequested (scheduled by event 5), "
                        "but the code made no command there"));
}

TEST(Divergence, a_result_of_something_that_the_code_did_not_begin) {
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.activity_completed(17, "1");
  EXPECT_THAT(summary(server, define_body([] {
                        detail::wait_until(
                            {}, [] { return false; }, Site::current());
                        return json("0");
                      })),
              HasSubstr("the code waits for nothing that this event could end"));
}

TEST(Divergence, markers_of_other_kinds_and_commands_that_this_code_cannot_make) {
  HistoryBuilder server;
  server.run_started("story");
  server.task();
  server.marker("SideEffect");
  EXPECT_THAT(summary(server, order()), HasSubstr("history has MarkerRecorded SideEffect"));
  HistoryBuilder upsert;
  upsert.run_started("story");
  upsert.task();
  upsert.version_attribute();
  EXPECT_THAT(summary(upsert, order()), HasSubstr("history has UpsertWorkflowSearchAttributes"));
}

TEST(Divergence, code_that_fails_where_history_goes_on) {
  HistoryBuilder server = scheduled("1", "reserve");
  EXPECT_EQ(summary(server, define_body([]() -> Payload { throw std::logic_error("bug"); })),
            "TMPRL1100 event 3: history goes on after this workflow task, but the code failed in it: "
            "std::logic_error: bug");
}

TEST(Divergence, an_event_of_the_future_that_may_not_be_ignored) {
  HistoryBuilder server = scheduled("1", "reserve");
  server.add(static_cast<temporal::api::enums::v1::EventType>(9999));
  EXPECT_THAT(summary(server, order()), HasSubstr("unknown type 9999, which this build does not know"));
}

TEST(Divergence, an_event_of_the_future_that_may_be_ignored_is) {
  HistoryBuilder server = scheduled("1", "reserve");
  server.add(static_cast<temporal::api::enums::v1::EventType>(9999)).set_worker_may_ignore(true);
  EXPECT_EQ(summary(server, order()), "no divergence");
}

TEST(Divergence, page_says_all_that_a_person_needs) {
  HistoryBuilder server = scheduled("1", "reserve");
  server.activity_completed(5, "1");
  server.task();
  server.activity_scheduled("2", "charge");
  const auto divergence = replay::replay_history(server.history(), define_body([] {
                                                   const std::string reserved = call("reserve");
                                                   return json(reserved + call("ship"));
                                                 }),
                                                 {.workflow_id = "order-17"});
  ASSERT_TRUE(divergence.has_value());
  EXPECT_EQ(divergence->event_id, 10);
  EXPECT_THAT(divergence->report, AllOf(HasSubstr("Workflow   story\nId         order-17\n"),
                                        HasSubstr("Event      10 ActivityTaskScheduled charge (id 2)\n"),
                                        HasSubstr("Command    ScheduleActivityTask ship (id 2)\n"),
                                        HasSubstr("Made at    "), HasSubstr("divergence_test.cpp:")));
  EXPECT_THAT(divergence->report, HasSubstr("The last events that agreed:\n"
                                            "  5  ActivityTaskScheduled reserve (id 1)\n"
                                            "  6  ActivityTaskCompleted (scheduled by event 5)\n"
                                            "  7  WorkflowTaskScheduled\n"
                                            "  8  WorkflowTaskStarted\n"
                                            "  9  WorkflowTaskCompleted\n"));
  EXPECT_THAT(divergence->report, AllOf(HasSubstr("Where the workflow's code stands:\n"), HasSubstr("call"),
                                        HasSubstr("What usually causes this:\n")));
}

TEST(Divergence, in_a_task_fails_it_as_nondeterministic_and_evicts_the_run) {
  HistoryBuilder server = scheduled("1", "charge");
  server.activity_completed(5, "1");
  server.task_scheduled(), server.task_started();
  wire::PollWorkflowTaskQueueResponse task;
  *task.mutable_history() = server.history();
  const auto definition = order();
  replay::WorkflowRun run(definition, {});
  const auto result = run.handle(task);
  EXPECT_TRUE(result.evict);
  ASSERT_TRUE(result.divergence.has_value());
  const auto& failed = std::get<wire::RespondWorkflowTaskFailedRequest>(result.response);
  EXPECT_EQ(failed.cause(), temporal::api::enums::v1::WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR);
  EXPECT_EQ(failed.failure().message(), result.divergence->summary);
}

TEST(Divergence, passes_no_user_code) {
  bool caught = false;
  HistoryBuilder server = scheduled("1", "charge");
  replay::replay_history(server.history(), define_body([&caught] {
                           try {
                             return json(call("reserve"));
                           } catch (const std::exception&) {
                             caught = true;
                             throw;
                           }
                         }),
                         {});
  EXPECT_FALSE(caught);
}

}  // namespace
}  // namespace skald::replay_tests
