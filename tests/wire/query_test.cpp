#include <gmock/gmock.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include "tests/wire/rpc_call.h"
#include "tests/wire/wire_world.h"

/// Queries and updates from outside, which a worker answers although its workflows have no handlers for them.
namespace skald::wire_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using workers::Connection;

class Query : public OnServer {
 protected:
  Result<wire::QueryWorkflowResponse> query(const std::string& workflow_id, const std::string& name) {
    wire::QueryWorkflowRequest request;
    request.set_namespace_("default");
    request.mutable_execution()->set_workflow_id(workflow_id);
    request.mutable_query()->set_query_type(name);
    return call(server(), &Connection::query_workflow, request);
  }
};

TEST_F(Query, unknown_query_of_a_waiting_workflow_names_those_that_are_known) {
  Worker worker = make_worker();
  worker.start();
  const auto handle = client().start<Approval>(start_options("approval"), 1);
  const auto answer = query(handle.workflow_id(), "seats");
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, Code::kInvalidArgument);
  EXPECT_THAT(answer.error().message, HasSubstr("unknown query seats, known: __stack_trace"));
  handle.signal<&Approval::add>(1);
  EXPECT_EQ(handle.result(), 1);
}

TEST_F(Query, stack_trace_says_where_a_waiting_workflow_stands) {
  Worker worker = make_worker();
  worker.start();
  const auto handle = client().start<Approval>(start_options("approval"), 1);
  const auto answer = query(handle.workflow_id(), "__stack_trace");
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  ASSERT_EQ(answer->query_result().payloads_size(), 1);
  EXPECT_THAT(answer->query_result().payloads(0).data(), HasSubstr("Approval::run()"));
  handle.terminate("the test is over");
}

TEST_F(Query, workflow_that_has_ended_is_asked_over_its_history) {
  Worker worker = make_worker();
  worker.start();
  const auto handle = client().start<greeting>(start_options("greeting"), "Ada");
  handle.result();
  const auto answer = query(handle.workflow_id(), "mood");
  ASSERT_FALSE(answer.ok());
  EXPECT_THAT(answer.error().message, HasSubstr("unknown query mood"));
}

TEST_F(Query, worker_that_has_not_seen_the_run_replays_it) {
  const auto handle = [this] {
    Worker worker = make_worker();
    worker.start();
    auto started = client().start<Approval>(start_options("approval"), 2);
    started.signal<&Approval::add>(1);
    query(started.workflow_id(), "seats").ok();
    worker.stop();
    return started;
  }();
  Worker worker = make_worker();
  worker.start();
  const auto answer = query(handle.workflow_id(), "__stack_trace");
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  handle.signal<&Approval::add>(1);
  EXPECT_EQ(handle.result(), 2);
}

TEST_F(Query, update_is_rejected_and_the_workflow_goes_on) {
  Worker worker = make_worker();
  worker.start();
  const auto handle = client().start<Approval>(start_options("approval"), 2);
  handle.signal<&Approval::add>(1);
  wire::UpdateWorkflowExecutionRequest request;
  request.set_namespace_("default");
  request.mutable_workflow_execution()->set_workflow_id(handle.workflow_id());
  request.mutable_wait_policy()->set_lifecycle_stage(
      temporal::api::enums::v1::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED);
  request.mutable_request()->mutable_meta()->set_update_id("update-1");
  request.mutable_request()->mutable_input()->set_name("add_seats");
  const auto answer = call(server(), &Connection::update_workflow_execution, request);
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_THAT(answer->outcome().failure().message(), HasSubstr("no update add_seats"));
  handle.signal<&Approval::add>(1);
  EXPECT_EQ(handle.result(), 2);
}

}  // namespace
}  // namespace skald::wire_tests
