#include <gtest/gtest.h>

#include <algorithm>

#include "engine/service/service.h"
#include "tests/scenario/world.h"
#include "tests/store/temporary_folder.h"

/// Activities that somebody else completes, and histories that somebody reads from their end.
namespace skald::tests {
namespace {

using namespace std::chrono_literals;

// Derived rows are written when a test asks for them.
runtime::Options without_derived_rows() {
  runtime::Options options;
  options.derived_age = 1h;
  return options;
}

class OutsideCompletion : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  World world_{folder_.file("test.db"), without_derived_rows()};
  service::Service service_{world_.engine()};

  void run_to_activity() {
    ASSERT_TRUE(world_.start("w").ok());
    ASSERT_TRUE(world_.complete(world_.poll_workflow_task(), {schedule_activity("a")}).ok());
  }

  // What the file holds for sure at the moment at which `call(done)` is answered.
  template <class Call>
  std::vector<std::string> events_on_the_disk_when_answered(Call call) {
    store::TemporaryFolder image;
    std::promise<void> answered;
    call([&](const auto& response) {
      EXPECT_TRUE(response.ok());
      world_.disk().write_synced_image(image.path());
      answered.set_value();
    });
    answered.get_future().wait();
    World after(image.file("test.db"));
    return after.events("w");
  }
};

bool has_completed_activity(const std::vector<std::string>& events) {
  return std::any_of(events.begin(), events.end(), [](const std::string& event) {
    return event.find("ActivityTaskCompleted") != std::string::npos;
  });
}

TEST_F(OutsideCompletion, by_token_is_on_the_disk_when_it_is_acknowledged) {
  run_to_activity();
  wire::RespondActivityTaskCompletedRequest request;
  request.set_namespace_("default");
  request.set_task_token(world_.poll_activity_task().task_token());
  EXPECT_TRUE(has_completed_activity(events_on_the_disk_when_answered(
      [&](auto done) { service_.respond_activity_task_completed({.in_process = true}, request, done); })));
}

TEST_F(OutsideCompletion, by_id_is_on_the_disk_when_it_is_acknowledged) {
  run_to_activity();
  wire::RespondActivityTaskCompletedByIdRequest request;
  request.set_namespace_("default");
  request.set_workflow_id("w");
  request.set_activity_id("a");
  EXPECT_TRUE(has_completed_activity(events_on_the_disk_when_answered([&](auto done) {
    service_.respond_activity_task_completed_by_id({.in_process = true}, request, done);
  })));
}

TEST(HistoryReverse, reads_folds_log_and_memory_from_the_newest_event_to_the_first) {
  store::TemporaryFolder folder;
  runtime::Options options;
  options.fold_rows = 8;
  World world(folder.file("test.db"), options);
  ASSERT_TRUE(world.start("w").ok());
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(world.signal("w", "s" + std::to_string(i)).ok());
  service::Service service(world.engine());
  wire::GetWorkflowExecutionHistoryReverseRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id("w");
  request.set_maximum_page_size(3);
  std::vector<std::int64_t> ids;
  do {
    std::promise<wire::GetWorkflowExecutionHistoryReverseResponse> promise;
    service.get_workflow_execution_history_reverse({}, request, [&](auto page) { promise.set_value(*page); });
    const auto page = promise.get_future().get();
    for (const auto& event : page.history().events()) ids.push_back(event.event_id());
    request.set_next_page_token(page.next_page_token());
  } while (!request.next_page_token().empty());
  std::vector<std::int64_t> expected(42);
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<std::int64_t>(42 - i);
  EXPECT_EQ(ids, expected);
}

wire::GetWorkflowExecutionHistoryResponse read_history(
    service::Service& service, const service::Caller& caller,
    const wire::GetWorkflowExecutionHistoryRequest& request) {
  std::promise<wire::GetWorkflowExecutionHistoryResponse> promise;
  service.get_workflow_execution_history(caller, request, [&](auto page) { promise.set_value(*page); });
  return promise.get_future().get();
}

TEST(HistoryReader, that_has_no_time_to_wait_is_answered_at_once) {
  World world;
  ASSERT_TRUE(world.start("w").ok());
  service::Service service(world.engine());
  wire::GetWorkflowExecutionHistoryRequest request;
  request.set_namespace_("default");
  request.mutable_execution()->set_workflow_id("w");
  request.set_wait_new_event(true);
  request.set_next_page_token(read_history(service, {}, request).next_page_token());
  service::Caller hurried;
  hurried.deadline = world.engine().options().clock->now() + 500ms;
  const auto page = read_history(service, hurried, request);
  EXPECT_EQ(page.history().events_size(), 0);
  EXPECT_EQ(page.next_page_token(), request.next_page_token());
}

}  // namespace
}  // namespace skald::tests
