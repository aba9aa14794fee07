#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "skald/workflow.h"
#include "tests/workers/captured_log.h"
#include "tests/workers/worker_world.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

int charge(int cents) { return cents; }
int pay(int cents) { return skald::run<charge>({.start_to_close = 10s}, cents); }
int broken(int) { throw std::runtime_error("a defect"); }

ServerRun charged_run(WorkerWorld& world, const std::string& run_id = "run-1") {
  ServerRun run = started_run("pay", "7", run_id);
  world.server().give_workflow_task(kQueue, run.next_task());
  run.history.task_completed();
  const auto completion = world.server().respond_workflow_task_completed_calls.take();
  run.history.commands(completion);
  return run;
}

struct WorkflowTask : ::testing::Test {
  WorkerWorld world;
  FakeConnection& server = world.server();

  void SetUp() override {
    world.registry().add_workflows<pay, broken>();
    world.start();
  }
};

TEST_F(WorkflowTask, task_of_a_new_run_is_completed_with_its_commands) {
  ServerRun run = started_run("pay", "7");
  server.give_workflow_task(kQueue, run.next_task());

  const auto completion = server.respond_workflow_task_completed_calls.take();
  EXPECT_THAT(commands(completion), ElementsAre("SCHEDULE_ACTIVITY_TASK"));
  EXPECT_EQ(completion.task_token(), "run-1/3");
  EXPECT_EQ(completion.identity(), "tester");
  EXPECT_EQ(completion.namespace_(), "default");
  EXPECT_TRUE(completion.return_new_workflow_task());
  EXPECT_EQ(completion.sticky_attributes().worker_task_queue().name(), world.sticky());
  EXPECT_EQ(completion.sticky_attributes().worker_task_queue().normal_name(), kQueue);
}

TEST_F(WorkflowTask, cached_run_goes_on_from_the_new_events_alone) {
  ServerRun run = charged_run(world);
  run.history.activity_completed(run.history.find_activity("1"), "7");
  server.give_workflow_task(world.sticky(), run.next_partial_task());

  EXPECT_THAT(commands(server.respond_workflow_task_completed_calls.take()),
              ElementsAre("COMPLETE_WORKFLOW_EXECUTION"));
  EXPECT_EQ(server.get_workflow_execution_history_calls.count(), 0u);
}

TEST_F(WorkflowTask, cached_run_takes_a_whole_history_as_well) {
  ServerRun run = charged_run(world);
  run.history.activity_completed(run.history.find_activity("1"), "7");
  server.give_workflow_task(kQueue, run.next_task());

  EXPECT_THAT(commands(server.respond_workflow_task_completed_calls.take()),
              ElementsAre("COMPLETE_WORKFLOW_EXECUTION"));
}

TEST_F(WorkflowTask, poll_is_repeated_when_its_task_is_taken) {
  const std::size_t polls = server.poll_workflow_task_queue_calls.count();
  EXPECT_EQ(polls, 4u);  // two on each of the two queues
  charged_run(world);
  server.poll_workflow_task_queue_calls.wait_for_count(polls + 1);
}

TEST_F(WorkflowTask, next_task_in_the_answer_is_handled_at_once) {
  ServerRun run = started_run("pay", "7");
  const auto first = run.next_task();
  run.history.task_completed();
  int calls = 0;
  server.respond_workflow_task_completed_calls.answer_with(
      [&run, &calls](const wire::RespondWorkflowTaskCompletedRequest& request) {
        wire::RespondWorkflowTaskCompletedResponse response;
        if (++calls > 1) return response;
        run.history.commands(request);
        run.history.activity_completed(run.history.find_activity("1"), "7");
        *response.mutable_workflow_task() = run.next_partial_task();
        return response;
      });
  server.give_workflow_task(kQueue, first);

  server.respond_workflow_task_completed_calls.take();
  EXPECT_THAT(commands(server.respond_workflow_task_completed_calls.take()),
              ElementsAre("COMPLETE_WORKFLOW_EXECUTION"));
}

TEST_F(WorkflowTask, run_whose_completion_was_lost_is_made_anew) {
  ServerRun run = started_run("pay", "7");
  server.give_workflow_task(kQueue, run.next_task());
  server.respond_workflow_task_completed_calls.take();
  run.history.task_timed_out();
  server.give_workflow_task(kQueue, run.next_task());

  EXPECT_THAT(commands(server.respond_workflow_task_completed_calls.take()),
              ElementsAre("SCHEDULE_ACTIVITY_TASK"));
}

TEST_F(WorkflowTask, refused_completion_evicts_the_run) {
  CapturedLog log;
  server.respond_workflow_task_completed_calls.answer_with(
      [](const wire::RespondWorkflowTaskCompletedRequest&)
          -> Result<wire::RespondWorkflowTaskCompletedResponse> {
        return Error{Code::kNotFound, "Workflow task not found.", {}};
      });
  ServerRun run = charged_run(world);
  while (log.with("workflow task completion was refused").empty()) std::this_thread::yield();
  run.history.activity_completed(run.history.find_activity("1"), "7");
  server.give_workflow_task(kQueue, run.next_partial_task());

  auto [request, reply] = server.get_workflow_execution_history_calls.take_held();
  EXPECT_EQ(request.execution().run_id(), "run-1");
  EXPECT_EQ(request.next_page_token(), "");
  reply(Error{Code::kNotFound, "gone", {}});
}

TEST_F(WorkflowTask, unregistered_type_fails_the_task_and_names_what_is_registered) {
  server.give_workflow_task(kQueue, started_run("ship_order").next_task());

  const auto failed = server.respond_workflow_task_failed_calls.take();
  EXPECT_EQ(
      failed.failure().message(),
      "workflow type ship_order is not registered on task queue orders; registered: broken, pay (SKALD3001)");
  EXPECT_EQ(failed.task_token(), "run-1/3");
}

TEST_F(WorkflowTask, exception_that_is_no_workflow_error_fails_the_task) {
  server.give_workflow_task(kQueue, started_run("broken", "1").next_task());
  EXPECT_THAT(server.respond_workflow_task_failed_calls.take().failure().message(), HasSubstr("a defect"));
}

TEST_F(WorkflowTask, later_failures_are_reported_later_and_later) {
  auto task = started_run("broken", "1").next_task();
  auto& reports = server.respond_workflow_task_failed_calls;
  std::size_t reported = 0;
  for (const auto& [attempt, delay] : {std::pair{2, 1s}, {3, 2s}, {7, 32s}, {8, 60s}, {99, 60s}}) {
    task.set_attempt(attempt);
    const std::size_t before = world.timers().waiting();
    server.give_workflow_task(kQueue, task);
    while (world.timers().waiting() <= before) std::this_thread::yield();
    world.timers().advance(delay - 1ms);
    EXPECT_EQ(reports.count(), reported) << attempt;
    world.timers().advance(1ms);
    EXPECT_EQ(reports.count(), ++reported) << attempt;
  }
}

TEST_F(WorkflowTask, waiting_failure_reports_are_sent_when_the_worker_stops) {
  auto task = started_run("broken", "1").next_task();
  task.set_attempt(5);
  server.give_workflow_task(kQueue, task);
  while (world.timers().waiting() == 0) std::this_thread::yield();
  EXPECT_EQ(server.respond_workflow_task_failed_calls.count(), 0u);

  world.worker().stop();
  EXPECT_EQ(server.respond_workflow_task_failed_calls.count(), 1u);
}

}  // namespace
}  // namespace skald::workers_tests
