#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/server/port.h"
#include "tests/store/temporary_folder.h"

/// A full disk under the server: what must be written is refused, what can be read is read, and once there is
/// space again everything goes on.
namespace skald::server_tests {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;

class FullDisk : public testing::Test {
 protected:
  void wait_until_full(bool expected) {
    while (port_.world().engine().metrics().disk_full.load() != expected) std::this_thread::yield();
  }
  Answer start(const std::string& workflow) {
    return port_.client().ask("StartWorkflowExecution", World::start_request(workflow));
  }
  Answer signal(const std::string& workflow) {
    wire::SignalWorkflowExecutionRequest request;
    request.set_namespace_("default");
    request.mutable_workflow_execution()->set_workflow_id(workflow);
    request.set_signal_name("s");
    return port_.client().ask("SignalWorkflowExecution", request);
  }
  template <class Request>
  static Request about(const std::string& workflow) {
    Request request;
    request.set_namespace_("default");
    request.mutable_execution()->set_workflow_id(workflow);
    return request;
  }
  StatusCode describe(const std::string& workflow) {
    return port_.client()
        .ask("DescribeWorkflowExecution", about<wire::DescribeWorkflowExecutionRequest>(workflow))
        .status.error_code();
  }

  const store::TemporaryFolder folder_;
  Port port_{folder_.file("engine.db")};
};

TEST_F(FullDisk, refuses_what_must_be_written_and_reads_what_is_there) {
  ASSERT_TRUE(start("before").status.ok());
  const wire::PollWorkflowTaskQueueResponse task = port_.poll();
  port_.world().disk().fill_disk();
  // The one that meets the full disk waits for its answer; those behind it are refused.
  const auto waits = port_.client().begin_ask("StartWorkflowExecution", World::start_request("waits"));
  wait_until_full(true);
  for (const Answer& refused : {start("refused"), signal("before")}) {
    EXPECT_EQ(refused.status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_THAT(refused.status.error_message(), HasSubstr("disk"));
  }
  EXPECT_EQ(describe("before"), StatusCode::OK);
  EXPECT_EQ(describe("nobody"), StatusCode::NOT_FOUND);
  EXPECT_TRUE(
      port_.client()
          .ask("GetWorkflowExecutionHistory", about<wire::GetWorkflowExecutionHistoryRequest>("before"))
          .status.ok());
  EXPECT_EQ(waits->answer.wait_for(std::chrono::seconds(0)), std::future_status::timeout);

  port_.world().disk().free_disk();
  EXPECT_TRUE(waits->answer.get().status.ok());
  wait_until_full(false);
  EXPECT_TRUE(start("refused").status.ok());
  EXPECT_TRUE(signal("before").status.ok());
  EXPECT_TRUE(port_.world().complete(task, {tests::schedule_activity("a")}).ok());
}

TEST_F(FullDisk, gives_no_task_to_a_poll_before_it_is_written) {
  ASSERT_TRUE(start("w").status.ok());
  port_.world().disk().fill_disk();
  const auto poll = port_.client().begin_ask("PollWorkflowTaskQueue", Port::poll_request());
  wait_until_full(true);
  EXPECT_EQ(poll->answer.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  port_.world().disk().free_disk();
  wire::PollWorkflowTaskQueueResponse task;
  const Answer answer = poll->answer.get();
  ASSERT_TRUE(answer.status.ok());
  ASSERT_TRUE(task.ParseFromString(answer.body));
  EXPECT_EQ(task.workflow_execution().workflow_id(), "w");
}

}  // namespace
}  // namespace skald::server_tests
