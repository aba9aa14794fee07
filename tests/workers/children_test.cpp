#include <gtest/gtest.h>

#include "skald/child.h"
#include "skald/child_errors.h"
#include "skald/workflow.h"
#include "tests/workers/worker_in_process.h"

/// Workflows that start workflows, on an engine in the process.
namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;

int square(int n) { return n * n; }
int sum_of_squares(int n) {
  const auto first = start_child<square>({}, n);
  return first.get() + run_child<square>({.id = info().workflow_id + "-second"}, n + 1);
}

int halve(int n) {
  if (n % 2 != 0) throw non_retryable("Odd", "an odd number");
  return n / 2;
}
std::string describe_half(int n) {
  try {
    return std::to_string(run_child<halve>({}, n));
  } catch (const ChildWorkflowError& error) {
    return error.workflow_type() + ": " + error.cause()->what();
  }
}

void sleep_for_ever() { sleep(24h * 365); }
void leave_orphan(const std::string& id) {
  static_cast<void>(start_child<sleep_for_ever>({.id = id}));
  wait_for(24h, [] { return false; });
}

class Mailbox {
 public:
  explicit Mailbox(int wanted) : wanted_(wanted) {}
  int run() {
    wait_for(24h, [this] { return letters_ >= wanted_; });
    return letters_;
  }
  void put(int n) { letters_ += n; }

 private:
  int wanted_;
  int letters_ = 0;
};

}  // namespace
}  // namespace skald::workers_tests

template <>
struct skald::Interface<skald::workers_tests::Mailbox>
    : skald::Workflow<&skald::workers_tests::Mailbox::run, int>,
      skald::Signals<&skald::workers_tests::Mailbox::put> {};

namespace skald::workers_tests {
namespace {

int write_to_child(int n) {
  const auto child = start_child<&Mailbox::run>({.id = "mailbox"}, n);
  signal_external<&Mailbox::put>("mailbox", n);
  return child.get();
}
std::string write_to_nobody() {
  try {
    signal_external<&Mailbox::put>("nobody", 1);
  } catch (const ExternalWorkflowError& error) {
    return error.what();
  }
  return "arrived";
}

class Children : public WorkerInProcess {
 protected:
  void SetUp() override {
    worker.add_workflows<square, sum_of_squares, halve, describe_half, sleep_for_ever, leave_orphan,
                         write_to_child, write_to_nobody>();
    worker.add_workflows<Mailbox>();
    worker.start();
  }
};

INSTANTIATE_TEST_SUITE_P(Cache, Children, ::testing::Bool(), cached_and_evicted());

TEST_P(Children, give_their_results_to_the_parent) {
  const auto handle = client.start<sum_of_squares>({.id = "w", .task_queue = "orders"}, 3);
  EXPECT_EQ(handle.result(), 25);
}

TEST_P(Children, failures_arrive_with_their_cause) {
  EXPECT_EQ(client.start<describe_half>({.id = "even", .task_queue = "orders"}, 4).result(), "2");
  EXPECT_EQ(client.start<describe_half>({.id = "odd", .task_queue = "orders"}, 5).result(),
            "halve: an odd number");
}

TEST_P(Children, end_with_the_parent) {
  const auto parent = client.start<leave_orphan>({.id = "parent", .task_queue = "orders"}, "orphan");
  const auto orphan = client.handle<sleep_for_ever>("orphan");
  while (client.count("WorkflowId = 'orphan'") == 0) continue;
  parent.terminate("enough");
  EXPECT_THROW(orphan.result(), TerminatedError);
}

TEST_P(Children, take_signals_from_the_parent) {
  EXPECT_EQ(client.start<write_to_child>({.id = "w", .task_queue = "orders"}, 3).result(), 3);
}

TEST_P(Children, nobody_takes_no_signals) {
  EXPECT_EQ(client.start<write_to_nobody>({.id = "w", .task_queue = "orders"}).result(),
            "signal put to workflow nobody did not arrive: there is none, or it has ended");
}

}  // namespace
}  // namespace skald::workers_tests
