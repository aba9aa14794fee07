#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/api/time.h"
#include "skald/client.h"
#include "tests/workers/fake_connection.h"
#include "tests/workers/manual_timers.h"
#include "workers/connected_client.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
namespace enums = ::temporal::api::enums::v1;

/// A server with some pages of runs.
struct ClientLists : ::testing::Test {
  FakeServer server;
  std::shared_ptr<workers::ConnectedClient> client = std::make_shared<workers::ConnectedClient>(
      server.connection(), std::make_shared<ManualTimers>(), workers::ClientIds{"default", "tester"});

  void give_pages(std::vector<std::vector<std::string>> pages) {
    server->list_workflow_executions_calls.answer_with(
        [pages = std::move(pages)](const wire::ListWorkflowExecutionsRequest& request) {
          const std::string& token = request.next_page_token();
          const std::size_t index = token.empty() ? 0 : std::stoul(token);
          wire::ListWorkflowExecutionsResponse response;
          for (const auto& id : pages.at(index))
            response.add_executions()->mutable_execution()->set_workflow_id(id);
          if (index + 1 < pages.size()) response.set_next_page_token(std::to_string(index + 1));
          return response;
        });
  }
  std::vector<std::string> walk(const std::string& query = {}) const {
    std::vector<std::string> ids;
    for (const WorkflowSummary& run : WorkflowList(client, query)) ids.push_back(run.workflow_id);
    return ids;
  }
};

TEST_F(ClientLists, walk_goes_over_all_pages_also_over_empty_ones) {
  give_pages({{"a", "b"}, {}, {"c"}, {}});
  EXPECT_THAT(walk("WorkflowType = 'x'"), ElementsAre("a", "b", "c"));
  EXPECT_EQ(server->list_workflow_executions_calls.count(), 4u);
  for (const auto& [request, reply] : server->list_workflow_executions_calls.take_all()) {
    EXPECT_EQ(request.query(), "WorkflowType = 'x'");
    EXPECT_EQ(request.namespace_(), "default");
  }
}

TEST_F(ClientLists, list_of_nothing_ends_at_once) {
  give_pages({{}});
  EXPECT_TRUE(walk().empty());
}

TEST_F(ClientLists, walk_that_stops_early_reads_no_further_page) {
  give_pages({{"a"}, {"b"}});
  EXPECT_EQ(WorkflowList(client, {}).begin()->workflow_id, "a");
  EXPECT_EQ(server->list_workflow_executions_calls.count(), 1u);
}

TEST_F(ClientLists, page_carries_what_the_server_knows_and_the_token_of_the_next) {
  server->list_workflow_executions_calls.answer_with([](const wire::ListWorkflowExecutionsRequest& request) {
    EXPECT_EQ(request.page_size(), 10);
    EXPECT_EQ(request.next_page_token(), "second");
    wire::ListWorkflowExecutionsResponse response;
    auto& info = *response.add_executions();
    info.mutable_execution()->set_workflow_id("order-17");
    info.mutable_execution()->set_run_id("run-2");
    info.set_first_run_id("run-1");
    info.mutable_type()->set_name("place_order");
    info.set_task_queue("orders");
    info.set_status(enums::WORKFLOW_EXECUTION_STATUS_TIMED_OUT);
    *info.mutable_start_time() = api::to_timestamp(Time(5s));
    *info.mutable_close_time() = api::to_timestamp(Time(7s));
    info.set_history_length(11);
    info.set_history_size_bytes(1200);
    response.set_next_page_token("third");
    return response;
  });
  const auto answer = client->list({.page_size = 10, .page_token = "second"})->get();
  const WorkflowPage& page = *answer.page;
  ASSERT_EQ(page.runs.size(), 1u);
  const WorkflowSummary& run = page.runs.front();
  EXPECT_EQ(run.workflow_id, "order-17");
  EXPECT_EQ(run.run_id, "run-2");
  EXPECT_EQ(run.first_run_id, "run-1");
  EXPECT_EQ(run.type, "place_order");
  EXPECT_EQ(run.task_queue, "orders");
  EXPECT_EQ(run.status, WorkflowStatus::kTimedOut);
  EXPECT_EQ(run.started, Time(5s));
  EXPECT_EQ(run.closed, Time(7s));
  EXPECT_EQ(run.history_events, 11);
  EXPECT_EQ(run.history_bytes, 1200);
  EXPECT_EQ(page.next_page_token, "third");
}

TEST_F(ClientLists, count_is_the_servers) {
  server->count_workflow_executions_calls.answer_with(
      [](const wire::CountWorkflowExecutionsRequest& request) {
        EXPECT_EQ(request.query(), "ExecutionStatus = 'Running'");
        wire::CountWorkflowExecutionsResponse response;
        response.set_count(42);
        return response;
      });
  EXPECT_EQ(client->count("ExecutionStatus = 'Running'")->get().count, 42);
}

TEST_F(ClientLists, refused_query_says_so_where_the_walk_begins) {
  server->list_workflow_executions_calls.answer_with(
      [](const wire::ListWorkflowExecutionsRequest&) -> Result<wire::ListWorkflowExecutionsResponse> {
        return Error{Code::kInvalidArgument, "invalid query: no such word", {}};
      });
  const WorkflowList list(client, "nonsense");
  try {
    list.begin();
    FAIL() << "the query was accepted";
  } catch (const ClientError& error) {
    EXPECT_EQ(error.code(), ClientErrorCode::kInvalidArgument);
    EXPECT_STREQ(error.what(), "list workflows: invalid query: no such word");
  }
}

}  // namespace
}  // namespace skald::workers_tests
