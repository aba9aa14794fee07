#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>

#include "tests/end_to_end/connection_calls.h"
#include "tests/end_to_end/gates.h"
#include "tests/end_to_end/saga_outcomes/payments.h"
#include "tests/store/temporary_folder.h"

namespace skald::saga_outcomes {
namespace {

using end_to_end::Gates;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kShort = 100;
constexpr int kLong = 60'000;

/// An engine and a worker, as one process has them.
struct Process {
  explicit Process(const std::string& path) : engine(path), worker(engine, kTaskQueue), client(engine) {
    worker.add_workflows<pay>();
    worker.add_activities<charge, refund, deliver>();
    worker.start();
  }

  Engine engine;
  Worker worker;
  Client client;
};

class SagaOutcome : public testing::Test {
 protected:
  SagaOutcome() { Provider::of_process().take(); }

  static Handle<std::string> start(Process& process, const Payment& payment) {
    return process.client.start<pay>({.id = "payment", .task_queue = kTaskQueue}, payment);
  }
  // Waits for the saga's failure and returns what led to it.
  static std::string failure_of(const Handle<std::string>& handle) {
    try {
      handle.result();
    } catch (const WorkflowFailedError& error) {
      return error.chain();
    }
    return "no failure";
  }
  static std::string key_of_charge(const Handle<std::string>& handle) { return handle.run_id() + "/1"; }
  // How often the charge ended in the history, and how.
  static std::vector<std::string> ends_of_charge(Process& process) {
    std::vector<std::string> ends;
    const auto history = end_to_end::history_of(*process.engine.connection(), "payment");
    for (const auto& event : history.events()) {
      if (event.activity_task_completed_event_attributes().scheduled_event_id() == 5)
        ends.push_back("completed");
      if (event.activity_task_timed_out_event_attributes().scheduled_event_id() == 5)
        ends.push_back("timed out");
      if (event.activity_task_failed_event_attributes().scheduled_event_id() == 5) ends.push_back("failed");
    }
    return ends;
  }

  store::TemporaryFolder folder_;
};

TEST_F(SagaOutcome, an_action_that_timed_out_before_it_ran_is_compensated_as_unknown) {
  Process process(folder_.file("payments.db"));
  const auto handle = start(process, {.queue = "nobody-listens", .limit_ms = kShort});
  EXPECT_THAT(failure_of(handle), HasSubstr("timeout"));
  EXPECT_THAT(Provider::of_process().take(), ElementsAre("refunded " + key_of_charge(handle) + " unknown"));
  EXPECT_THAT(ends_of_charge(process), ElementsAre("timed out"));
}

TEST_F(SagaOutcome, an_action_that_succeeded_is_compensated_as_known_when_a_later_step_fails) {
  Process process(folder_.file("payments.db"));
  const auto handle = start(process, {.limit_ms = kLong});
  EXPECT_THAT(failure_of(handle), HasSubstr("no address"));
  EXPECT_THAT(Provider::of_process().take(), ElementsAre("charged " + key_of_charge(handle),
                                                         "refunded " + key_of_charge(handle) + " known"));
  EXPECT_THAT(ends_of_charge(process), ElementsAre("completed"));
}

TEST_F(SagaOutcome,
       an_action_that_still_runs_when_it_is_compensated_is_told_apart_and_its_late_result_dropped) {
  Process process(folder_.file("payments.db"));
  const auto handle = start(process, {.limit_ms = kShort, .gate = "still-runs"});
  EXPECT_THAT(failure_of(handle), HasSubstr("timeout"));
  EXPECT_THAT(Provider::of_process().take(), ElementsAre("charged " + key_of_charge(handle),
                                                         "refunded " + key_of_charge(handle) + " unknown"));
  Gates::of_process().open("still-runs");
  process.worker.stop();
  EXPECT_THAT(ends_of_charge(process), ElementsAre("timed out"));
}

TEST_F(SagaOutcome, an_action_whose_process_ended_is_compensated_as_unknown_by_the_next_one) {
  auto first = std::make_unique<Process>(folder_.file("payments.db"));
  const auto handle = start(*first, {.limit_ms = kLong, .gate = "process-ends"});
  Gates::of_process().await_arrival("process-ends");
  first->engine.stop();

  Process second(folder_.file("payments.db"));
  const auto again = second.client.handle<pay>("payment");
  EXPECT_THAT(failure_of(again), HasSubstr("the process that ran it ended"));
  EXPECT_THAT(Provider::of_process().take(), ElementsAre("charged " + key_of_charge(handle),
                                                         "refunded " + key_of_charge(handle) + " unknown"));
  EXPECT_THAT(ends_of_charge(second), ElementsAre("timed out"));
  Gates::of_process().open("process-ends");
  first.reset();
}

}  // namespace
}  // namespace skald::saga_outcomes
