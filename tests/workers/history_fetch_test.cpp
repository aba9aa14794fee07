#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "skald/workflow.h"
#include "tests/workers/worker_world.h"
#include "workers/history_fetch.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

int charge(int cents) { return cents; }
int pay(int cents) { return skald::run<charge>({.start_to_close = 10s}, cents); }

History slice(const History& history, int first, int last) {
  History part;
  for (int i = first; i <= last; ++i) *part.add_events() = history.events(i - 1);
  return part;
}

wire::GetWorkflowExecutionHistoryResponse page(const History& events, const std::string& token) {
  wire::GetWorkflowExecutionHistoryResponse response;
  *response.mutable_history() = events;
  response.set_next_page_token(token);
  return response;
}

struct HistoryFetching : ::testing::Test {
  WorkerWorld world;
  FakeConnection& server = world.server();
  ServerRun run = started_run("pay", "7");

  void SetUp() override {
    world.registry().add_workflows<pay>();
    world.start();
    // One task long ago, on another worker.
    run.next_task();
    run.history.task_completed();
    const auto scheduled = run.history.activity_scheduled("1", "charge");
    run.history.activity_started(scheduled);
    run.history.activity_completed(scheduled, "7");
  }
};

TEST_F(HistoryFetching, unknown_run_with_partial_history_is_read_from_event_1) {
  const auto task = run.next_partial_task();
  // The newest WorkflowTaskStarted is not stored yet.
  const History stored = slice(run.history.history(), 1, 8);
  const History first = slice(stored, 1, 5);
  const History second = slice(stored, 6, 8);
  server.get_workflow_execution_history_calls.answer_with(
      [&](const wire::GetWorkflowExecutionHistoryRequest& request) {
        return request.next_page_token().empty() ? page(first, "more") : page(second, "");
      });
  server.give_workflow_task(world.sticky(), task);

  EXPECT_THAT(commands(server.respond_workflow_task_completed_calls.take()),
              ElementsAre("COMPLETE_WORKFLOW_EXECUTION"));
  EXPECT_EQ(server.get_workflow_execution_history_calls.count(), 2u);
}

TEST_F(HistoryFetching, pages_that_follow_the_first_one_are_read_before_the_task_is_handled) {
  auto task = run.next_task();
  *task.mutable_history() = slice(run.history.history(), 1, 4);
  task.set_next_page_token("second");
  const History rest = slice(run.history.history(), 5, static_cast<int>(run.history.last_id()));
  server.get_workflow_execution_history_calls.answer_with(
      [&](const wire::GetWorkflowExecutionHistoryRequest&) { return page(rest, ""); });
  server.give_workflow_task(kQueue, task);

  EXPECT_EQ(server.get_workflow_execution_history_calls.take().next_page_token(), "second");
  EXPECT_THAT(commands(server.respond_workflow_task_completed_calls.take()),
              ElementsAre("COMPLETE_WORKFLOW_EXECUTION"));
}

TEST_F(HistoryFetching, gap_in_the_history_fails_the_task_and_names_the_event) {
  const auto task = run.next_partial_task();
  const History stored = slice(run.history.history(), 1, 2);
  server.get_workflow_execution_history_calls.answer_with(
      [&](const wire::GetWorkflowExecutionHistoryRequest&) { return page(stored, ""); });
  server.give_workflow_task(world.sticky(), task);

  EXPECT_THAT(server.respond_workflow_task_failed_calls.take().failure().message(),
              HasSubstr("has no event 3"));
}

TEST_F(HistoryFetching, history_of_a_run_that_is_gone_is_not_waited_for) {
  server.get_workflow_execution_history_calls.answer_with(
      [](const wire::GetWorkflowExecutionHistoryRequest&)
          -> Result<wire::GetWorkflowExecutionHistoryResponse> {
        return Error{Code::kNotFound, "gone", {}};
      });
  server.give_workflow_task(world.sticky(), run.next_partial_task());
  server.get_workflow_execution_history_calls.take();
  world.worker().stop();
  EXPECT_EQ(server.respond_workflow_task_failed_calls.count(), 0u);
  EXPECT_EQ(server.respond_workflow_task_completed_calls.count(), 0u);
}

// The engine in the process would wait for this worker for ever.
TEST_F(HistoryFetching, history_that_the_engine_cannot_read_now_fails_the_task) {
  server.get_workflow_execution_history_calls.answer_with(
      [](const wire::GetWorkflowExecutionHistoryRequest&)
          -> Result<wire::GetWorkflowExecutionHistoryResponse> {
        return Error{Code::kUnavailable, "another program holds a lock", {}};
      });
  server.give_workflow_task(world.sticky(), run.next_partial_task());
  EXPECT_THAT(server.respond_workflow_task_failed_calls.take().failure().message(),
              HasSubstr("another program holds a lock"));
}

TEST_F(HistoryFetching, events_beyond_the_task_are_left_out) {
  const auto task = run.next_partial_task();
  const std::int64_t started = run.history.last_id();
  run.history.task_timed_out();
  workers::HistoryFetch fetch{task, workers::HistoryFetch::From::kStart, {}, {}, false};
  EXPECT_TRUE(workers::take_page(fetch, page(run.history.history(), "")));
  const auto whole = workers::complete_task(fetch);
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole->history().events_size(), started);
}

}  // namespace
}  // namespace skald::workers_tests
