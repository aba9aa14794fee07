#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/unit_core/run_under_test.h"

/// Long stories: nothing grows with the history, and chance finds no state that contradicts itself.
namespace skald::core::test {
namespace {

using Story = RunUnderTest;

TEST(LongHistory, a_state_is_as_small_after_a_thousand_activities_as_after_one) {
  Story run(Worker::kInProcess);
  const auto one_activity = [&] {
    run.run_task({schedule("a")});
    run.start_activity("a");
    run.complete_activity("a");
  };
  one_activity();
  const std::size_t small = run.state().ByteSizeLong();
  for (int i = 0; i < 1000; ++i) one_activity();
  EXPECT_GT(run.history().size(), 6000u);
  EXPECT_LT(run.state().ByteSizeLong(), small + 64);
}

TEST(LongHistory, a_transition_is_as_small_at_the_end_as_at_the_beginning) {
  Story run(Worker::kInProcess);
  run.signal("s");
  run.run_task();
  for (int i = 0; i < 2000; ++i) {
    run.signal("s");
    run.run_task();
  }
  EXPECT_LT(run.log().back().size(), run.log().at(2).size() + 64);
}

// Chance plays clients, workers, the clock and crashes.
class ChanceStory {
 public:
  ChanceStory(unsigned seed, Worker worker) : random_(seed), run_(worker) {}

  void step() {
    if (run_.state().status() != enums::WORKFLOW_EXECUTION_STATUS_RUNNING) return;
    switch (random_() % 8) {
      case 0: run_.signal("s", random_() % 2 == 0 ? "" : "req-" + std::to_string(random_() % 20)); break;
      case 1: run_.advance(std::chrono::milliseconds(random_() % 4000)); break;
      case 2: run_.request_cancel_run(); break;
      case 3: crash_sometimes(); break;
      case 4: play_activity(); break;
      default: play_task(); break;
    }
  }

  const Story& run() const { return run_; }

 private:
  void crash_sometimes() {
    if (random_() % 4 == 0) run_.crash();
  }

  void play_task() {
    if (run_.due().workflow_task) return run_.take_task("poll-" + std::to_string(random_()));
    if (run_.state().workflow_task().stage() != internal::v1::WorkflowTaskState::STAGE_STARTED) return;
    if (random_() % 5 == 0) return run_.fail_task();
    static_cast<void>(run_.try_complete(commands()));
  }

  std::vector<Command> commands() {
    std::vector<Command> result;
    const std::string id = std::to_string(random_() % 4);
    if (random_() % 2 == 0) result.push_back(schedule(id, {.start_to_close = 2s, .retry = at_most(2)}));
    if (random_() % 3 == 0) result.push_back(start_timer(id, std::chrono::milliseconds(random_() % 3000)));
    if (random_() % 5 == 0) result.push_back(cancel_timer(std::to_string(random_() % 4)));
    for (const auto& [scheduled_event_id, activity] : run_.state().activities()) {
      if (random_() % 4 == 0) result.push_back(request_cancel(scheduled_event_id));
    }
    if (random_() % 40 == 0) result.push_back(complete());
    return result;
  }

  void play_activity() {
    std::vector<std::string> ids;
    for (const auto& [id, activity] : run_.state().activities())
      ids.push_back(activity.scheduled().activity_id());
    if (ids.empty()) return;
    std::sort(ids.begin(), ids.end());
    const std::string& id = ids[random_() % ids.size()];
    if (!run_.activity(id).has_started_time()) return run_.start_activity(id);
    switch (random_() % 3) {
      case 0: return run_.complete_activity(id);
      case 1: return run_.fail_activity(id, application_failure("E"));
      default: run_.heartbeat(id); break;
    }
  }

  std::mt19937 random_;
  Story run_;
};

class Chance : public testing::TestWithParam<unsigned> {};

TEST_P(Chance, finds_no_contradiction) {
  for (const Worker worker : {Worker::kInProcess, Worker::kOnPort}) {
    ChanceStory story(GetParam(), worker);
    for (int step = 0; step < 250 && !HasFatalFailure(); ++step) story.step();
    EXPECT_GT(story.run().logged(), 5u);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Chance, testing::Range(1u, 21u));

}  // namespace
}  // namespace skald::core::test
