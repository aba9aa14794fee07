#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "skald/workflow.h"
#include "tests/workers/worker_world.h"
#include "workers/connected_client.h"

/// A start over the connection of a worker brings that worker the first workflow task.
namespace skald::workers_tests {
namespace {

int answer(int number) { return number; }

class EagerStart : public testing::Test {
 protected:
  explicit EagerStart(bool in_process = false) : world(WorkerWorld::small_options(), in_process) {
    world.registry().add_workflows<answer>();
    world.start();
  }

  /// What a client on the worker's connection sends to start this type on this queue.
  wire::StartWorkflowExecutionRequest start(const std::string& type, const std::string& queue,
                                            const std::string& namespace_name = "default") {
    auto client = std::make_shared<workers::ConnectedClient>(
        world.connection(), std::make_shared<ManualTimers>(), workers::ClientIds{namespace_name, "tester"});
    StartOptions options;
    options.id = "w";
    options.task_queue = queue;
    client->start({type, options, {}});
    return world.server().start_workflow_execution_calls.take();
  }
  void answer_starts(bool with_task) {
    world.server().start_workflow_execution_calls.answer_with(
        [with_task](const wire::StartWorkflowExecutionRequest&) {
          wire::StartWorkflowExecutionResponse response;
          response.set_run_id("run-1");
          if (with_task) *response.mutable_eager_workflow_task() = started_run("answer", "7").next_task();
          return response;
        });
  }

  WorkerWorld world;
};

class StartInProcess : public EagerStart {
 protected:
  StartInProcess() : EagerStart(/*in_process=*/true) {}
};

TEST_F(EagerStart, brings_the_task_and_costs_no_poll) {
  answer_starts(/*with_task=*/true);
  auto& polls = world.server().poll_workflow_task_queue_calls;
  const std::size_t before = polls.count();
  EXPECT_TRUE(start("answer", kQueue).request_eager_execution());
  const auto completion = world.server().respond_workflow_task_completed_calls.take();
  EXPECT_THAT(commands(completion), testing::ElementsAre("COMPLETE_WORKFLOW_EXECUTION"));
  EXPECT_EQ(polls.count(), before);
}

TEST_F(EagerStart, is_for_a_worker_that_has_the_workflow_on_that_queue_and_namespace) {
  EXPECT_FALSE(start("answer", "elsewhere").request_eager_execution());
  EXPECT_FALSE(start("unknown", kQueue).request_eager_execution());
  EXPECT_FALSE(start("answer", kQueue, "other").request_eager_execution());
}

TEST_F(EagerStart, keeps_its_place_only_until_it_is_known_that_no_task_comes) {
  answer_starts(/*with_task=*/false);
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(start("answer", kQueue).request_eager_execution()) << i;
}

TEST_F(EagerStart, leaves_tasks_to_the_polls_when_many_are_on_their_way) {
  int asked = 0;
  for (int i = 0; i < 300; ++i) asked += start("answer", kQueue).request_eager_execution() ? 1 : 0;
  EXPECT_EQ(asked, 100);
}

TEST_F(EagerStart, ends_with_the_worker) {
  world.worker().stop();
  EXPECT_FALSE(start("answer", kQueue).request_eager_execution());
}

TEST_F(StartInProcess, asks_for_nothing) { EXPECT_FALSE(start("answer", kQueue).request_eager_execution()); }

}  // namespace
}  // namespace skald::workers_tests
