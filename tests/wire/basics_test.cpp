#include <gmock/gmock.h>

#include "skald/client_errors.h"
#include "skald/errors.h"
#include "tests/wire/wire_world.h"
#include "tools/history/history_json.h"

/// Worker and client on Temporal's server.
namespace skald::wire_tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

using Basics = OnServer;

TEST_F(Basics, workflow_with_an_activity_completes) {
  Worker worker = make_worker();
  worker.start();
  const auto handle = client().start<greeting>(start_options("greeting"), "Ada");
  EXPECT_EQ(handle.result(), "Hello, Ada!");
  worker.stop();
}

TEST_F(Basics, runs_that_are_replayed_at_every_task_come_to_the_same) {
  WorkerOptions options;
  options.evict_every_task = true;
  Worker worker = make_worker(options);
  worker.start();
  EXPECT_EQ(client().start<count_up>(start_options("count"), 5).result(), 5);
}

TEST_F(Basics, signals_reach_a_waiting_workflow) {
  Worker worker = make_worker();
  worker.start();
  const auto handle = client().start<Approval>(start_options("approval"), 3);
  handle.signal<&Approval::add>(1);
  handle.signal<&Approval::add>(2);
  EXPECT_EQ(handle.result(), 3);
}

TEST_F(Basics, failure_of_an_activity_for_good_fails_the_workflow) {
  Worker worker = make_worker();
  worker.start();
  const auto handle = client().start<broken>(start_options("broken"));
  try {
    handle.result();
    FAIL() << "the workflow did not fail";
  } catch (const WorkflowFailedError& error) {
    EXPECT_THAT(error.chain(), HasSubstr("no carrier"));
  }
}

TEST_F(Basics, result_is_that_of_the_last_run_of_a_chain) {
  Worker worker = make_worker();
  worker.start();
  EXPECT_EQ(client().start<chained>(start_options("chain"), 3).result(), 1);
}

TEST_F(Basics, history_of_many_pages_is_read_by_a_worker_that_has_not_seen_it) {
  WorkerOptions options;
  options.evict_every_task = true;
  Worker worker = make_worker(options);
  worker.start();
  EXPECT_EQ(client().start<many_timers>(start_options("timers"), 600).result(), 608);
}

TEST_F(Basics, second_start_with_a_running_id_names_the_run) {
  const auto handle = client().start<Approval>(start_options("twice"), 1);
  try {
    client().start<Approval>(start_options("twice"), 1);
    FAIL() << "the second start was accepted";
  } catch (const WorkflowAlreadyStartedError& error) {
    EXPECT_EQ(error.run_id(), handle.run_id());
  }
  handle.terminate("the test is over");
}

TEST_F(Basics, history_says_once_which_rules_and_sdk_its_run_began_with) {
  Worker worker = make_worker();
  worker.start();
  const auto handle = client().start<greeting>(start_options("greeting"), "Ada");
  handle.result();
  const auto history = history::from_json(handle.history_json());
  ASSERT_TRUE(history.ok()) << history.error().message;
  std::vector<std::string> sdks;
  std::vector<int> flags;
  for (const auto& event : history->events()) {
    if (!event.has_workflow_task_completed_event_attributes()) continue;
    const auto& metadata = event.workflow_task_completed_event_attributes().sdk_metadata();
    sdks.push_back(metadata.sdk_name());
    flags.push_back(metadata.core_used_flags_size());
  }
  EXPECT_THAT(sdks, ::testing::ElementsAre("skald-cpp", ""));
  EXPECT_THAT(flags, ::testing::ElementsAre(3, 0));
}

TEST_F(Basics, stopped_worker_leaves_no_poll_behind) {
  Worker worker = make_worker();
  worker.start();
  client().start<greeting>(start_options("first"), "Ada").result();
  const auto begun = std::chrono::steady_clock::now();
  worker.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 4s);
  // The polls are gone: another worker gets the next task at once, not after a time-out of the first's.
  Worker next = make_worker();
  next.start();
  EXPECT_EQ(client().start<greeting>(start_options("second"), "Bob").result(), "Hello, Bob!");
}

}  // namespace
}  // namespace skald::wire_tests
