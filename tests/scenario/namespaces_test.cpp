#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "engine/api/time.h"
#include "engine/service/service.h"
#include "tests/scenario/failing_store.h"
#include "tests/scenario/service_call.h"
#include "tests/store/temporary_folder.h"

/// Namespaces: registered, changed, deleted; retention, which really deletes.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;
using service::Service;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
namespace operator_wire = service::operator_wire;

class NamespaceStory : public testing::Test {
 protected:
  NamespaceStory() {
    runtime::Options options;
    options.fold_rows = 8;
    world_ = std::make_unique<World>(folder_.file("test.db"), options);
  }

  Status register_namespace(const std::string& name, Duration retention = 24h) {
    wire::RegisterNamespaceRequest request;
    request.set_namespace_(name);
    *request.mutable_workflow_execution_retention_period() = api::to_duration_message(retention);
    auto answer = ask(*world_, &Service::register_namespace, request);
    return answer.ok() ? Status() : Status(answer.error());
  }
  Result<wire::DescribeNamespaceResponse> describe(const std::string& name) {
    wire::DescribeNamespaceRequest request;
    request.set_namespace_(name);
    return ask(*world_, &Service::describe_namespace, request);
  }
  Result<std::string> remove(const std::string& name) {
    operator_wire::DeleteNamespaceRequest request;
    request.set_namespace_(name);
    auto answer = ask(*world_, &Service::delete_namespace, request);
    if (!answer.ok()) return answer.error();
    return answer->deleted_namespace();
  }
  std::vector<std::string> names(bool with_deleted = false) {
    wire::ListNamespacesRequest request;
    request.mutable_namespace_filter()->set_include_deleted(with_deleted);
    std::vector<std::string> found;
    const auto answer = ask(*world_, &Service::list_namespaces, request);
    for (const auto& each : answer->namespaces()) found.push_back(each.namespace_info().name());
    return found;
  }
  Status start(const std::string& name, const std::string& id) {
    wire::StartWorkflowExecutionRequest request = World::start_request(id);
    request.set_namespace_(name);
    // Not by world_->start(): the world asks for all of those again, in the namespace that every file has.
    auto answer = ask(*world_, &Service::start_workflow_execution, request);
    return answer.ok() ? Status() : Status(answer.error());
  }
  Status terminate(const std::string& name, const std::string& id) {
    wire::TerminateWorkflowExecutionRequest request;
    request.set_namespace_(name);
    request.mutable_workflow_execution()->set_workflow_id(id);
    auto answer = ask(*world_, &Service::terminate_workflow_execution, request);
    return answer.ok() ? Status() : Status(answer.error());
  }
  Result<std::vector<std::string>> runs(const std::string& name) {
    wire::ListWorkflowExecutionsRequest request;
    request.set_namespace_(name);
    auto answer = ask(*world_, &Service::list_workflow_executions, request);
    if (!answer.ok()) return answer.error();
    std::vector<std::string> found;
    for (const auto& run : answer->executions()) found.push_back(run.execution().workflow_id());
    return found;
  }
  /// What goes on in the background is waited for.
  template <class Condition>
  void wait_until(Condition holds) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (!holds() && std::chrono::steady_clock::now() < end) world_->engine().wake();
    EXPECT_TRUE(holds());
  }

  store::TemporaryFolder folder_;
  std::unique_ptr<World> world_;
};

TEST_F(NamespaceStory, registered_namespace_is_there_at_once_and_after_a_crash) {
  EXPECT_THAT(start("orders", "w").error().message, "Namespace orders is not found.");
  ASSERT_TRUE(register_namespace("orders").ok());
  EXPECT_TRUE(start("orders", "w").ok());
  world_->crash();
  EXPECT_THAT(names(), ElementsAre("default", "orders"));
  EXPECT_THAT(*runs("orders"), ElementsAre("w"));
  EXPECT_THAT(*runs("default"), ElementsAre());
  EXPECT_EQ(register_namespace("orders").error().code, Code::kAlreadyExists);
}

TEST_F(NamespaceStory, same_workflow_id_in_two_namespaces_is_two_workflows) {
  ASSERT_TRUE(register_namespace("orders").ok());
  ASSERT_TRUE(start("orders", "w").ok());
  ASSERT_TRUE(start("default", "w").ok());
  ASSERT_TRUE(terminate("orders", "w").ok());
  EXPECT_EQ(world_->describe("w")->workflow_execution_info().status(),
            temporal::api::enums::v1::WORKFLOW_EXECUTION_STATUS_RUNNING);
}

TEST_F(NamespaceStory, changed_retention_is_kept) {
  ASSERT_TRUE(register_namespace("orders").ok());
  wire::UpdateNamespaceRequest request;
  request.set_namespace_("orders");
  request.mutable_update_info()->set_description("what is sold");
  *request.mutable_config()->mutable_workflow_execution_retention_ttl() = api::to_duration_message(48h);
  ASSERT_TRUE(ask(*world_, &Service::update_namespace, request).ok());
  world_->restart();
  const auto found = describe("orders");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->namespace_info().description(), "what is sold");
  EXPECT_EQ(api::to_duration(found->config().workflow_execution_retention_ttl()), Duration(48h));
}

TEST_F(NamespaceStory, closed_runs_go_when_their_retention_is_over_and_open_ones_stay) {
  ASSERT_TRUE(register_namespace("orders").ok());
  for (const char* id : {"early", "late", "open"}) ASSERT_TRUE(start("orders", id).ok());
  ASSERT_TRUE(start("default", "kept").ok());
  ASSERT_TRUE(terminate("orders", "early").ok());
  ASSERT_TRUE(terminate("default", "kept").ok());
  world_->advance(20h);
  ASSERT_TRUE(terminate("orders", "late").ok());
  world_->advance(5h);
  wait_until([&] { return runs("orders")->size() == 2; });
  EXPECT_THAT(*runs("orders"), UnorderedElementsAre("open", "late"));
  world_->crash();
  EXPECT_THAT(*runs("orders"), UnorderedElementsAre("open", "late"));
  wire::DescribeWorkflowExecutionRequest request;
  request.set_namespace_("orders");
  request.mutable_execution()->set_workflow_id("early");
  EXPECT_EQ(ask(*world_, &Service::describe_workflow_execution, request).error().code, Code::kNotFound);
  world_->advance(30h);
  wait_until([&] { return runs("orders")->size() == 1; });
  EXPECT_THAT(*runs("default"), ElementsAre("kept"));
}

TEST_F(NamespaceStory, more_closed_runs_than_go_at_once_go_all_with_their_long_histories) {
  ASSERT_TRUE(register_namespace("orders").ok());
  constexpr int kRuns = 150;
  for (int i = 0; i < kRuns; ++i) {
    const std::string id = "w" + std::to_string(i);
    ASSERT_TRUE(start("orders", id).ok());
    if (i == 0) {
      for (int signal = 0; signal < 400; ++signal) {
        wire::SignalWorkflowExecutionRequest request;
        request.set_namespace_("orders");
        request.mutable_workflow_execution()->set_workflow_id(id);
        request.set_signal_name("s");
        ASSERT_TRUE(ask(*world_, &Service::signal_workflow_execution, request).ok());
      }
    }
    ASSERT_TRUE(terminate("orders", id).ok());
  }
  world_->advance(25h);
  wait_until([&] { return runs("orders")->empty(); });
}

TEST_F(NamespaceStory, deleted_namespace_is_gone_at_once_and_its_name_free_when_its_runs_are_gone) {
  ASSERT_TRUE(register_namespace("orders").ok());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(start("orders", "w" + std::to_string(i)).ok());
  ASSERT_TRUE(terminate("orders", "w7").ok());
  const auto deleted = remove("orders");
  ASSERT_TRUE(deleted.ok());
  EXPECT_THAT(*deleted, HasSubstr("orders-deleted-"));
  EXPECT_EQ(start("orders", "new").error().code, Code::kNotFound);
  EXPECT_THAT(names(), ElementsAre("default"));
  wait_until([&] { return names(true).size() == 1; });
  ASSERT_TRUE(register_namespace("orders").ok());
  EXPECT_THAT(*runs("orders"), ElementsAre());
}

TEST_F(NamespaceStory, deletion_goes_on_after_a_crash) {
  ASSERT_TRUE(register_namespace("orders").ok());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(start("orders", "w" + std::to_string(i)).ok());
  ASSERT_TRUE(remove("orders").ok());
  world_->crash();
  EXPECT_EQ(start("orders", "new").error().code, Code::kNotFound);
  wait_until([&] { return names(true).size() == 1; });
}

// The shard keeps the timers and tasks of runs that are idle.
TEST_F(NamespaceStory, idle_runs_go_with_their_namespace_and_do_not_come_back) {
  runtime::Options options;
  options.resident_bytes = 8'000;
  world_ = std::make_unique<World>(folder_.file("idle.db"), options);
  ASSERT_TRUE(register_namespace("orders").ok());
  auto request = World::start_request("w");
  request.set_namespace_("orders");
  request.mutable_workflow_start_delay()->set_seconds(3600);
  ASSERT_TRUE(ask(*world_, &Service::start_workflow_execution, request).ok());
  while (world_->engine().metrics().packed_runs == 0) ASSERT_THAT(*runs("orders"), ElementsAre("w"));
  ASSERT_TRUE(remove("orders").ok());
  wait_until([&] { return names(true).size() == 1; });
  world_->advance(2h);
  ASSERT_TRUE(register_namespace("orders").ok());
  EXPECT_THAT(*runs("orders"), ElementsAre());
  EXPECT_TRUE(start("orders", "w").ok());
}

TEST_F(NamespaceStory, default_namespace_cannot_be_deleted) {
  EXPECT_EQ(remove("default").error().code, Code::kFailedPrecondition);
}

class DeletionStory : public NamespaceStory {
 protected:
  std::future<Status> begin_erase(const std::string& id) {
    wire::DeleteWorkflowExecutionRequest request;
    request.set_namespace_("default");
    request.mutable_workflow_execution()->set_workflow_id(id);
    auto promise = std::make_shared<std::promise<Status>>();
    std::future<Status> answer = promise->get_future();
    Service(world_->engine())
        .delete_workflow_execution(service::Caller(), request, [promise](const auto& result) {
          promise->set_value(result.ok() ? Status() : Status(result.error()));
        });
    return answer;
  }
  Status erase(const std::string& id) { return begin_erase(id).get(); }
};

TEST_F(DeletionStory, deleted_run_is_found_by_nothing_and_stays_so_after_a_crash) {
  ASSERT_TRUE(start("default", "running").ok());
  ASSERT_TRUE(start("default", "closed").ok());
  ASSERT_TRUE(terminate("default", "closed").ok());
  ASSERT_TRUE(erase("running").ok());
  ASSERT_TRUE(erase("closed").ok());
  world_->crash();
  EXPECT_EQ(world_->describe("running").error().code, Code::kNotFound);
  EXPECT_EQ(world_->describe("closed").error().code, Code::kNotFound);
  EXPECT_THAT(*runs("default"), ElementsAre());
  EXPECT_EQ(erase("running").error().code, Code::kNotFound);
}

TEST_F(DeletionStory, of_two_requests_to_delete_a_run_neither_is_answered_before_it_is_durable) {
  StoreFaults faults;
  world_ = std::make_unique<World>(folder_.file("locked.db"), runtime::Options(),
                                   [&](auto store) { return failing_store(std::move(store), faults); });
  ASSERT_TRUE(start("default", "w").ok());
  ASSERT_TRUE(terminate("default", "w").ok());
  ASSERT_THAT(*runs("default"), ElementsAre("w"));
  faults.locked = true;
  std::promise<void> both_came;
  world_->engine().shard(0).post([&](runtime::Shard&) { both_came.get_future().wait(); });
  auto first = begin_erase("w");
  auto second = begin_erase("w");
  both_came.set_value();
  while (world_->describe("w").ok()) continue;
  EXPECT_EQ(first.wait_for(0s), std::future_status::timeout);
  EXPECT_EQ(second.wait_for(0s), std::future_status::timeout);
  faults.locked = false;
  EXPECT_TRUE(first.get().ok());
  EXPECT_TRUE(second.get().ok());
}

TEST_F(DeletionStory, run_that_is_deleted_while_its_events_are_read_is_not_found) {
  StoreFaults faults;
  runtime::Options options;
  options.resident_bytes = 1;
  options.derived_age = 1ms;
  options.loaders = 2;
  world_ = std::make_unique<World>(folder_.file("read.db"), options,
                                   [&](auto store) { return failing_store(std::move(store), faults); });
  faults.before_events = [&] { EXPECT_TRUE(erase("w").ok()); };
  const auto read = [&](auto method, auto request) {
    EXPECT_TRUE(start("default", "w").ok());
    EXPECT_TRUE(terminate("default", "w").ok());
    while (world_->engine().metrics().resident_runs != 0) world_->engine().wake();
    request.set_namespace_("default");
    request.mutable_execution()->set_workflow_id("w");
    return ask(*world_, method, request).error().code;
  };
  EXPECT_EQ(read(&Service::get_workflow_execution_history, wire::GetWorkflowExecutionHistoryRequest()),
            Code::kNotFound);
  EXPECT_EQ(read(&Service::get_workflow_execution_history_reverse,
                 wire::GetWorkflowExecutionHistoryReverseRequest()),
            Code::kNotFound);
}

TEST_F(DeletionStory, workflow_id_of_a_deleted_run_starts_anew) {
  ASSERT_TRUE(start("default", "w").ok());
  ASSERT_TRUE(erase("w").ok());
  ASSERT_TRUE(start("default", "w").ok());
  EXPECT_THAT(*runs("default"), ElementsAre("w"));
}

TEST_F(DeletionStory, worker_that_waits_gets_no_task_of_a_deleted_run) {
  ASSERT_TRUE(start("default", "gone").ok());
  ASSERT_TRUE(erase("gone").ok());
  ASSERT_TRUE(start("default", "stays").ok());
  EXPECT_EQ(world_->poll_workflow_task().workflow_execution().workflow_id(), "stays");
}

}  // namespace
}  // namespace skald::tests
