#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// Messages nested as deep as the port takes them: in a row of the log they stand some levels deeper.
namespace skald::server_tests {
namespace {

using grpc::StatusCode;
using temporal::api::failure::v1::Failure;

Failure nested(int levels) {
  Failure failure;
  failure.set_message("innermost");
  failure.mutable_application_failure_info()->set_type("Error");
  for (int i = 1; i < levels; ++i) {
    Failure outer;
    outer.set_message("outer");
    outer.mutable_application_failure_info()->set_type("Error");
    outer.mutable_cause()->Swap(&failure);
    failure.Swap(&outer);
  }
  return failure;
}

int levels_of(const Failure& failure) { return failure.has_cause() ? 1 + levels_of(failure.cause()) : 1; }

class Nesting : public testing::Test {
 protected:
  void open() {
    server_ = start(world_.engine(), {});
    client_ = std::make_unique<RawClient>(server_->address());
  }
  void restart() {
    client_.reset();
    server_.reset();
    world_.restart();
    open();
  }
  std::string token_of_task() {
    wire::PollWorkflowTaskQueueResponse task;
    task.ParseFromString(client_->ask("PollWorkflowTaskQueue", Port::poll_request()).body);
    return task.task_token();
  }
  Answer fail_workflow(const std::string& token, int levels) {
    wire::RespondWorkflowTaskCompletedRequest request;
    request.set_namespace_("default");
    request.set_task_token(token);
    auto& command = *request.add_commands();
    command.set_command_type(temporal::api::enums::v1::COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION);
    *command.mutable_fail_workflow_execution_command_attributes()->mutable_failure() = nested(levels);
    return client_->ask("RespondWorkflowTaskCompleted", request);
  }
  Answer fail_activity(const std::string& token, int levels) {
    wire::RespondActivityTaskFailedRequest request;
    request.set_namespace_("default");
    request.set_task_token(token);
    *request.mutable_failure() = nested(levels);
    return client_->ask("RespondActivityTaskFailed", request);
  }
  template <class Attempt>
  static int deepest_accepted(Attempt attempt) {
    for (int levels = 200; levels > 0; --levels) {
      const Answer answer = attempt(levels);
      if (answer.status.ok()) return levels;
      EXPECT_EQ(answer.status.error_code(), StatusCode::INTERNAL);
      EXPECT_EQ(answer.status.error_message(),
                "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data");
    }
    return 0;
  }

  const store::TemporaryFolder folder_;
  World world_{folder_.file("engine.db")};
  std::unique_ptr<server::Server> server_;
  std::unique_ptr<RawClient> client_;
};

TEST_F(Nesting, what_the_port_takes_can_be_read_after_a_restart) {
  open();
  ASSERT_TRUE(world_.start("w").ok());
  const std::string token = token_of_task();
  const int levels = deepest_accepted([&](int depth) { return fail_workflow(token, depth); });
  EXPECT_GT(levels, 90);
  restart();
  EXPECT_EQ(world_.engine().metrics().quarantined_runs.load(), 0u);
  const auto events = world_.history_of("w");
  EXPECT_EQ(levels_of(events.back().workflow_execution_failed_event_attributes().failure()), levels);
}

TEST_F(Nesting, what_an_attempt_failed_with_can_be_read_after_a_restart) {
  open();
  ASSERT_TRUE(world_.start("w").ok());
  ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {tests::schedule_activity("a")}).ok());
  wire::PollActivityTaskQueueResponse task;
  task.ParseFromString(client_->ask("PollActivityTaskQueue", Port::activity_poll_request()).body);
  const int levels = deepest_accepted([&](int depth) { return fail_activity(task.task_token(), depth); });
  EXPECT_GT(levels, 90);
  restart();
  const auto description = world_.describe("w");
  ASSERT_TRUE(description.ok()) << description.error().message;
  EXPECT_EQ(levels_of(description->pending_activities(0).last_failure()), levels);
}

}  // namespace
}  // namespace skald::server_tests
