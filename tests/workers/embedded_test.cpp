#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "skald/activity.h"
#include "skald/detail/idempotency_key.h"
#include "skald/workflow.h"
#include "tests/workers/worker_in_process.h"

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
void fail_for_good() { throw non_retryable("NoCarrier", "no carrier"); }
std::string key() { return activity::idempotency_key(); }

int add_twice(int n) { return run<twice>({.start_to_close = 10s}, n) + 1; }
int retry(int n) { return run<fail_once>({.start_to_close = 10s, .retry = {.initial_interval = 1ms}}, n); }
void give_up() { run<fail_for_good>({.start_to_close = 10s}); }
std::string keyed() { return run<key>({.start_to_close = 10s}) + " " + info().run_id; }
int count_down(int n) {
  if (n > 0) throw continue_as_new<count_down>(n - 1);
  return 100;
}
int relay(int runs) {
  signal_channel<int>("go").receive();
  if (runs == 0) throw continue_as_new<relay>(1);
  return runs + 1;
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

class Embedded : public WorkerInProcess {
 protected:
  void SetUp() override {
    worker.add_workflows<add_twice, retry, give_up, keyed, count_down, relay, wait_for_ever>();
    worker.add_workflows<Approval>();
    worker.add_activities<twice, fail_once, fail_for_good, key>();
    worker.start();
  }
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
    EXPECT_TRUE(error.has_type("NoCarrier"));
    EXPECT_EQ(error.find<ActivityError>()->activity_type(), "fail_for_good");
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

TEST_P(Embedded, attaching_finds_the_run_while_it_is_open_and_after_it_ended) {
  const StartOptions options{.id = "approval", .task_queue = "orders"};
  const auto first = client.start_or_attach<Approval>(options, 10);
  EXPECT_TRUE(first.was_started());
  const auto second = client.start_or_attach<Approval>(options, 20);
  EXPECT_FALSE(second.was_started());
  EXPECT_EQ(second.run_id(), first.run_id());
  second.signal<&Approval::add>(12);
  EXPECT_EQ(first.result(), 12);
  const auto third = client.start_or_attach<Approval>(options, 30);
  EXPECT_FALSE(third.was_started());
  EXPECT_EQ(third.run_id(), first.run_id());
  EXPECT_EQ(third.result(), 12);
}

TEST_P(Embedded, attached_handle_reaches_the_run_that_goes_on) {
  const StartOptions options{.id = "relay", .task_queue = "orders"};
  client.start<relay>(options, 0);
  const auto attached = client.start_or_attach<relay>(options, 0);
  attached.signal("go", 1);
  while (attached.describe().status == WorkflowStatus::kRunning) {
  }
  attached.signal("go", 1);
  EXPECT_EQ(attached.result(), 2);
}

TEST_P(Embedded, lists_and_counts_show_what_has_just_happened) {
  const auto open = client.start<wait_for_ever>(on_queue());
  const auto closed = client.start<add_twice>(on_queue(), 1);
  closed.result();
  client.start<add_twice>(on_queue(), 2).result();
  EXPECT_EQ(client.count(), 3);
  EXPECT_EQ(client.count("WorkflowType = 'add_twice'"), 2);
  EXPECT_EQ(client.count("WorkflowType = 'add_twice' AND ExecutionStatus = 'Running'"), 0);
  std::vector<std::string> ids;
  for (const WorkflowSummary& run : client.list("ExecutionStatus = \"Running\"")) {
    ids.push_back(run.workflow_id);
    EXPECT_EQ(run.type, "wait_for_ever");
    EXPECT_EQ(run.closed, std::nullopt);
  }
  EXPECT_THAT(ids, ::testing::ElementsAre(open.workflow_id()));
}

TEST_P(Embedded, pages_of_a_list_follow_each_other) {
  for (int i = 0; i < 5; ++i) client.start<add_twice>(on_queue(), i).result();
  std::size_t pages = 0;
  std::set<std::string> runs;
  WorkflowPage page;
  do {
    page = client.list_page({.page_size = 2, .page_token = page.next_page_token});
    ++pages;
    for (const auto& run : page.runs) runs.insert(run.run_id);
  } while (!page.next_page_token.empty());
  EXPECT_EQ(runs.size(), 5u);
  EXPECT_GE(pages, 3u);
}

TEST_P(Embedded, query_that_the_engine_does_not_know_is_refused_by_name) {
  try {
    client.count("StartTime > '2026'");
    FAIL() << "it was counted";
  } catch (const ClientError& error) {
    EXPECT_EQ(error.code(), ClientErrorCode::kInvalidArgument);
    EXPECT_THAT(error.what(), HasSubstr("count workflows: invalid query: "));
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
  Engine reopened{folder.file("test.db")};
  Worker next{reopened, "orders", worker_options()};
  next.add_workflows<Approval>();
  next.start();
  const auto again = Client{reopened}.handle<Approval>("approval");
  again.signal<&Approval::add>(6);
  EXPECT_EQ(again.result(), 10);
}

INSTANTIATE_TEST_SUITE_P(Runs, Embedded, ::testing::Bool(), cached_and_evicted());

}  // namespace
}  // namespace skald::workers_tests
