#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/base/ids.h"
#include "skald/activity.h"
#include "skald/client.h"
#include "skald/detail/idempotency_key.h"
#include "skald/engine.h"
#include "skald/worker.h"
#include "skald/workflow.h"

/// Engine, worker and client in one process, on a real file.
namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

int twice(int n) { return 2 * n; }
int fail_once(int n) {
  if (activity::attempt() == 1) throw std::runtime_error("not yet");
  return n;
}
void fail_for_good() { throw ApplicationError("no carrier", {.type = "NoCarrier", .non_retryable = true}); }
std::string key() { return activity::idempotency_key(); }

int add_twice(int n) { return run<twice>({.start_to_close = 10s}, n) + 1; }
int retry(int n) { return run<fail_once>({.start_to_close = 10s, .retry = {.initial_interval = 1ms}}, n); }
void give_up() { run<fail_for_good>({.start_to_close = 10s}); }
std::string keyed() { return run<key>({.start_to_close = 10s}) + " " + info().run_id; }
int count_down(int n) {
  if (n > 0) throw continue_as_new<count_down>(n - 1);
  return 100;
}
void wait_for_ever() { sleep(24h * 365); }
void unregistered() {}

class Approval {
 public:
  explicit Approval(int wanted) : wanted_(wanted) {}
  int run() {
    wait_for(24h, [this] { return sum_ >= wanted_; });
    return sum_;
  }
  void add(int n) { sum_ += n; }

 private:
  int wanted_;
  int sum_ = 0;
};

}  // namespace
}  // namespace skald::workers_tests

template <>
struct skald::Interface<skald::workers_tests::Approval>
    : skald::Workflow<&skald::workers_tests::Approval::run, int>,
      skald::Signals<&skald::workers_tests::Approval::add> {};

namespace skald::workers_tests {
namespace {

/// The same stories with runs that stay in the cache and with runs that are evicted after every task.
class Embedded : public ::testing::TestWithParam<bool> {
 protected:
  static std::filesystem::path new_folder() {
    const auto folder = std::filesystem::temp_directory_path() / ("skald-workers-" + random_uuid());
    std::filesystem::create_directory(folder);
    return folder;
  }
  static WorkerOptions worker_options() {
    WorkerOptions options;
    options.evict_every_task = GetParam();
    return options;
  }

  void SetUp() override {
    worker.add_workflows<add_twice, retry, give_up, keyed, count_down, wait_for_ever>();
    worker.add_workflows<Approval>();
    worker.add_activities<twice, fail_once, fail_for_good, key>();
    worker.start();
  }
  void TearDown() override {
    worker.stop();
    engine.stop();
    std::filesystem::remove_all(folder);
  }

  StartOptions on_queue() { return {.task_queue = "orders"}; }

  std::filesystem::path folder = new_folder();
  Engine engine{(folder / "test.db").string()};
  Worker worker{engine, "orders", worker_options()};
  Client client{engine};
};

TEST_P(Embedded, workflow_calls_an_activity_and_returns) {
  const auto handle = client.start<add_twice>({.id = "order-17", .task_queue = "orders"}, 20);
  EXPECT_EQ(handle.result(), 41);
  EXPECT_EQ(handle.describe().status, WorkflowStatus::kCompleted);
  EXPECT_THAT(handle.history_json(), HasSubstr("workflowExecutionCompletedEventAttributes"));
}

TEST_P(Embedded, failed_attempt_is_retried) { EXPECT_EQ(client.start<retry>(on_queue(), 7).result(), 7); }

TEST_P(Embedded, failure_reaches_the_client_with_its_causes) {
  try {
    client.start<give_up>(on_queue()).result();
    FAIL() << "it had a result";
  } catch (const WorkflowFailedError& error) {
    EXPECT_EQ(dynamic_cast<const ApplicationError&>(error.root_cause()).type(), "NoCarrier");
  }
}

TEST_P(Embedded, idempotency_key_is_made_of_run_and_activity) {
  const std::string text = client.start<keyed>(on_queue()).result();
  const std::string run_id = text.substr(text.find(' ') + 1);
  EXPECT_EQ(text.substr(0, text.find(' ')), detail::make_idempotency_key(run_id, "1"));
}

TEST_P(Embedded, result_follows_continue_as_new) {
  EXPECT_EQ(client.start<count_down>(on_queue(), 3).result(), 100);
}

TEST_P(Embedded, signals_reach_a_workflow_class) {
  const auto handle = client.start<Approval>(on_queue(), 10);
  handle.signal<&Approval::add>(4);
  handle.signal<&Approval::add>(6);
  EXPECT_EQ(handle.result(), 10);
}

TEST_P(Embedded, cancelled_and_terminated_workflows_say_so) {
  const auto cancelled = client.start<wait_for_ever>(on_queue());
  cancelled.cancel("changed my mind");
  EXPECT_THROW(cancelled.result(), CancelledError);
  const auto terminated = client.start<wait_for_ever>(on_queue());
  terminated.terminate("by hand");
  EXPECT_THROW(terminated.result(), TerminatedError);
}

TEST_P(Embedded, second_start_of_a_running_id_names_the_run) {
  const auto first = client.start<wait_for_ever>({.id = "order-17", .task_queue = "orders"});
  try {
    client.start<wait_for_ever>({.id = "order-17", .task_queue = "orders"});
    FAIL() << "started twice";
  } catch (const WorkflowAlreadyStartedError& error) {
    EXPECT_EQ(error.run_id(), first.run_id());
  }
}

TEST_P(Embedded, unknown_type_is_accepted_and_described_with_the_reason) {
  const auto handle = client.start<unregistered>(on_queue());
  WorkflowDescription description = handle.describe();
  while (!description.pending_workflow_task || description.pending_workflow_task->last_failure.empty()) {
    description = handle.describe();
  }
  EXPECT_GE(description.pending_workflow_task->attempt, 2);
  EXPECT_THAT(description.pending_workflow_task->last_failure,
              HasSubstr("workflow type unregistered is not registered on task queue orders"));
}

TEST_P(Embedded, many_workflows_in_flight_from_one_thread) {
  constexpr int kCount = 500;
  std::vector<Async<Handle<int>>> starts;
  for (int i = 0; i < kCount; ++i) starts.push_back(client.start_async<add_twice>(on_queue(), i));
  std::vector<Async<int>> results;
  for (const auto& start : starts) results.push_back(start.get().result_async());
  for (int i = 0; i < kCount; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].get(), 2 * i + 1);
}

TEST_P(Embedded, runs_go_on_after_the_engine_was_opened_again) {
  const auto handle = client.start<Approval>({.id = "approval", .task_queue = "orders"}, 10);
  handle.signal<&Approval::add>(4);
  worker.stop();
  engine.stop();
  Engine reopened{(folder / "test.db").string()};
  Worker next{reopened, "orders", worker_options()};
  next.add_workflows<Approval>();
  next.start();
  const auto again = Client{reopened}.handle<Approval>("approval");
  again.signal<&Approval::add>(6);
  EXPECT_EQ(again.result(), 10);
}

INSTANTIATE_TEST_SUITE_P(Runs, Embedded, ::testing::Bool(),
                         [](const auto& evicted) { return evicted.param ? "evicted" : "cached"; });

}  // namespace
}  // namespace skald::workers_tests
