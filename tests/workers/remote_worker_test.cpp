#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "skald/activity.h"
#include "skald/workflow.h"
#include "tests/workers/captured_log.h"
#include "tests/workers/worker_world.h"

/// What a worker does only on a server.
namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

int charge(int cents) { return cents; }
int pay_often(int times) {
  std::vector<Future<int>> charges;
  for (int i = 0; i < times; ++i) charges.push_back(skald::start<charge>({.start_to_close = 10s}, i));
  int sum = 0;
  for (auto& one : charges) sum += one.get();
  return sum;
}
std::string fill(int bytes) { return std::string(static_cast<std::size_t>(bytes), 'x'); }
int pay_elsewhere(int cents) {
  return skald::run<charge>({.task_queue = "elsewhere", .start_to_close = 10s}, cents);
}

WorkerOptions options_with_slots(int slots) {
  WorkerOptions options = WorkerWorld::small_options();
  options.activity_slots = slots;
  options.activity_pollers = 1;
  return options;
}

/// Of the activities that a completion schedules, how many are asked for with its answer.
int eager_requests(const wire::RespondWorkflowTaskCompletedRequest& completion) {
  int found = 0;
  for (const auto& command : completion.commands())
    found += command.schedule_activity_task_command_attributes().request_eager_execution() ? 1 : 0;
  return found;
}

wire::RespondWorkflowTaskCompletedRequest first_completion(WorkerWorld& world, const std::string& type,
                                                           const std::string& json) {
  world.registry().add_workflows<pay_often, pay_elsewhere>();
  world.registry().add_activities<charge>();
  world.start();
  ServerRun run = started_run(type, json);
  world.server().give_workflow_task(kQueue, run.next_task());
  return world.server().respond_workflow_task_completed_calls.take();
}

TEST(RemoteWorker, first_three_activities_are_asked_for_with_the_answer) {
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  EXPECT_EQ(eager_requests(first_completion(world, "pay_often", "5")), 3);
}

TEST(RemoteWorker, no_more_activities_are_asked_for_than_there_are_free_slots) {
  WorkerWorld world(options_with_slots(3), /*in_process=*/false);
  EXPECT_EQ(eager_requests(first_completion(world, "pay_often", "5")), 2);
}

TEST(RemoteWorker, activities_of_other_queues_are_not_asked_for) {
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  EXPECT_EQ(eager_requests(first_completion(world, "pay_elsewhere", "5")), 0);
}

TEST(RemoteWorker, engine_in_the_process_is_not_asked) {
  WorkerWorld world(options_with_slots(10), /*in_process=*/true);
  EXPECT_EQ(eager_requests(first_completion(world, "pay_often", "5")), 0);
}

TEST(RemoteWorker, activities_that_come_with_the_answer_are_run) {
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  world.server().respond_workflow_task_completed_calls.answer_with(
      [](const wire::RespondWorkflowTaskCompletedRequest&) {
        wire::RespondWorkflowTaskCompletedResponse response;
        *response.add_activity_tasks() = activity_task("charge", "4");
        return response;
      });
  first_completion(world, "pay_often", "1");
  const auto report = world.server().respond_activity_task_completed_calls.take();
  EXPECT_EQ(report.result().payloads(0).data(), "4");
}

// Its file cannot be read for a moment: another program locks it.
TEST(LocalWorker, goes_on_polling_an_engine_that_was_unavailable) {
  WorkerWorld world;
  world.registry().add_activities<charge>();
  world.registry().add_workflows<pay_often>();
  world.start();
  const Error locked{Code::kUnavailable, "another program holds a lock", {}};
  auto& activities = world.server().poll_activity_task_queue_calls;
  auto& tasks = world.server().poll_workflow_task_queue_calls;
  for (int i = 0; i < 4; ++i) activities.take_held().second(locked);
  for (int i = 0; i < 4; ++i) tasks.take_held().second(locked);
  ASSERT_EQ(activities.count() + tasks.count(), 8u);
  world.timers().advance(1s);
  EXPECT_EQ(activities.count() + tasks.count(), 16u);
}

TEST(RemoteWorker, outage_is_logged_once_and_so_is_its_end) {
  CapturedLog log;
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  world.registry().add_activities<charge>();
  world.start();
  auto& polls = world.server().poll_activity_task_queue_calls;
  polls.take_held().second(Error{Code::kUnavailable, "no route", {}});
  world.timers().advance(100ms);
  polls.take_held().second(Error{Code::kUnavailable, "no route", {}});
  world.timers().advance(200ms);
  polls.take_held().second(wire::PollActivityTaskQueueResponse());
  const auto failures = log.with("poll for activities failed");
  ASSERT_EQ(failures.size(), 2u);
  EXPECT_EQ(failures[0].level, LogLevel::kWarning);
  EXPECT_EQ(failures[1].level, LogLevel::kDebug);
  EXPECT_EQ(log.with("polls succeed again").size(), 1u);
}

TEST(RemoteWorker, server_that_is_away_for_a_minute_costs_one_line_and_its_return_another) {
  CapturedLog log;
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  const Error away{Code::kUnavailable, "no route", {}};
  auto& polls = world.server().poll_activity_task_queue_calls;
  auto& questions = world.server().get_system_info_calls;
  polls.answer_with([&](const wire::PollActivityTaskQueueRequest&) {
    return Result<wire::PollActivityTaskQueueResponse>(away);
  });
  questions.answer_with(
      [&](const wire::GetSystemInfoRequest&) { return Result<wire::GetSystemInfoResponse>(away); });
  world.registry().add_activities<charge>();
  world.start();
  for (int i = 0; i < 60; ++i) world.timers().advance(1s);
  EXPECT_GT(polls.count(), 10u);
  const auto lines = log.with("poll for activities failed");
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const auto& line) { return line.level == LogLevel::kWarning; }),
            1);
  EXPECT_EQ(log.with("polls succeed again").size(), 0u);

  // It is back and has no task: the polls stay with it.
  polls.answer_with(nullptr);
  questions.answer_with([](const wire::GetSystemInfoRequest&) { return wire::GetSystemInfoResponse(); });
  for (int i = 0; i < 60; ++i) world.timers().advance(1s);
  EXPECT_EQ(log.with("polls succeed again").size(), 1u);
  const std::size_t asked = questions.count();
  world.timers().advance(60s);
  EXPECT_EQ(questions.count(), asked);
}

TEST(RemoteWorker, activity_result_is_repeated_until_the_attempt_is_over) {
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  auto& reports = world.server().respond_activity_task_completed_calls;
  reports.answer_with([](const wire::RespondActivityTaskCompletedRequest&) {
    return Result<wire::RespondActivityTaskCompletedResponse>(Error{Code::kUnavailable, "no route", {}});
  });
  world.registry().add_activities<charge>();
  world.start();
  auto task = activity_task("charge", "4");
  task.mutable_start_to_close_timeout()->set_seconds(60);
  world.server().give_activity(std::move(task));
  while (reports.count() < 2) {
    world.timers().advance(1ms);
    std::this_thread::yield();
  }
  for (int i = 0; i < 61; ++i) world.timers().advance(1s);
  const std::size_t until_the_end = reports.count();
  EXPECT_GT(until_the_end, 10u);
  world.timers().advance(60s);
  EXPECT_EQ(reports.count(), until_the_end);
}

TEST(RemoteWorker, results_that_are_lost_in_an_outage_are_not_told_one_by_one) {
  CapturedLog log;
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  const Error away{Code::kUnavailable, "no route", {}};
  auto& reports = world.server().respond_activity_task_completed_calls;
  reports.answer_with([&](const wire::RespondActivityTaskCompletedRequest&) {
    return Result<wire::RespondActivityTaskCompletedResponse>(away);
  });
  world.registry().add_activities<charge>();
  world.start();
  auto task = activity_task("charge", "4");
  task.mutable_start_to_close_timeout()->set_seconds(5);
  world.server().give_activity(std::move(task));
  world.server().poll_activity_task_queue_calls.take_held().second(away);
  while (reports.count() < 2) {
    world.timers().advance(1ms);
    std::this_thread::yield();
  }
  for (int i = 0; i < 10; ++i) world.timers().advance(1s);
  const auto lost = log.with("activity result was not taken");
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].level, LogLevel::kDebug);
}

TEST(RemoteWorker, result_that_is_too_large_for_the_server_fails_the_activity_for_good) {
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  world.server().respond_activity_task_completed_calls.answer_with(
      [](const wire::RespondActivityTaskCompletedRequest&) {
        return Result<wire::RespondActivityTaskCompletedResponse>(
            Error{Code::kInvalidArgument, "grpc: received message larger than max", {}});
      });
  world.registry().add_activities<fill>();
  world.start();
  world.server().give_activity(activity_task("fill", "5000000"));
  const auto failed = world.server().respond_activity_task_failed_calls.take();
  EXPECT_THAT(failed.failure().message(), HasSubstr("is larger than the server takes"));
  EXPECT_TRUE(failed.failure().application_failure_info().non_retryable());
}

TEST(RemoteWorker, completion_that_is_too_large_for_the_server_fails_its_task) {
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  world.server().respond_workflow_task_completed_calls.answer_with(
      [](const wire::RespondWorkflowTaskCompletedRequest&) {
        return Result<wire::RespondWorkflowTaskCompletedResponse>(
            Error{Code::kInvalidArgument, "grpc: received message larger than max", {}});
      });
  world.registry().add_workflows<fill>();
  world.start();
  ServerRun run = started_run("fill", "5000000");
  world.server().give_workflow_task(kQueue, run.next_task());
  const auto failed = world.server().respond_workflow_task_failed_calls.take();
  EXPECT_EQ(failed.cause(), temporal::api::enums::v1::WORKFLOW_TASK_FAILED_CAUSE_GRPC_MESSAGE_TOO_LARGE);
}

TEST(RemoteWorker, query_is_answered_although_no_handler_exists) {
  WorkerWorld world(options_with_slots(10), /*in_process=*/false);
  world.registry().add_workflows<pay_often>();
  world.start();
  ServerRun run = started_run("pay_often", "1");
  world.server().give_workflow_task(kQueue, run.next_task());
  const auto completion = world.server().respond_workflow_task_completed_calls.take();
  run.history.task_completed();
  run.history.commands(completion);
  auto task = run.task_from(1);
  task.mutable_query()->set_query_type("mood");
  world.server().give_workflow_task(kQueue, std::move(task));
  const auto answer = world.server().respond_query_task_completed_calls.take();
  EXPECT_EQ(answer.completed_type(), temporal::api::enums::v1::QUERY_RESULT_TYPE_FAILED);
  EXPECT_THAT(answer.error_message(), HasSubstr("unknown query mood, known: __stack_trace"));
}

}  // namespace
}  // namespace skald::workers_tests
