#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <skald/engine.h>

#include <map>
#include <regex>
#include <thread>

#include "tests/end_to_end/connection_calls.h"
#include "tests/end_to_end/evictions/stories.h"
#include "tests/end_to_end/plain_history.h"
#include "tests/store/temporary_folder.h"

namespace skald::evictions {
namespace {

using HistoryOf = std::map<std::string, std::string>;  // by the name of the story

std::string all_runs(workers::Connection& connection, const std::string& id) {
  std::string text;
  for (const auto& run : end_to_end::list_runs(connection, "WorkflowId = '" + id + "'")) {
    text += end_to_end::plain_text(end_to_end::history_of(connection, run.workflow_id, run.run_id)) + "\n";
  }
  return text;
}

enum class Order { kOneAfterAnother, kAllAtOnce };

// Plays every story on a worker with these options.
HistoryOf play(const WorkerOptions& options, Order order) {
  const store::TemporaryFolder folder;
  Engine engine(folder.file("stories.db"));
  Worker worker(engine, kTaskQueue, options);
  register_stories(worker);
  worker.start();
  Stage stage{engine.connection(), Client(engine)};
  const std::vector<Story> all = stories();
  // The gates are those of the process, so no id is used twice.
  static int rounds = 0;
  const std::string prefix = "round" + std::to_string(++rounds) + "-";
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < all.size(); ++i) {
    threads.emplace_back([&, i] { all[i].play(stage, prefix + std::to_string(i)); });
    if (order == Order::kOneAfterAnother) threads.back().join();
  }
  for (std::thread& thread : threads) {
    if (thread.joinable()) thread.join();
  }
  HistoryOf histories;
  const std::regex round("round[0-9]+-");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string text = all_runs(*engine.connection(), prefix + std::to_string(i));
    histories[all[i].name] = std::regex_replace(text, round, "");
  }
  worker.stop();
  return histories;
}

class Evictions : public testing::Test {
 protected:
  static void SetUpTestSuite() { undisturbed_ = play({}, Order::kOneAfterAnother); }
  static void expect_the_same(const HistoryOf& histories) {
    for (const auto& [name, history] : undisturbed_) EXPECT_EQ(histories.at(name), history) << name;
  }
  static inline HistoryOf undisturbed_;
};

TEST_F(Evictions, every_story_comes_to_its_end) {
  for (const auto& [name, history] : undisturbed_) {
    EXPECT_THAT(history, testing::ContainsRegex("EVENT_TYPE_WORKFLOW_EXECUTION_(COMPLETED|FAILED|CANCELED)"))
        << name;
    EXPECT_THAT(history, testing::Not(testing::HasSubstr("WORKFLOW_TASK_FAILED"))) << name;
  }
}

TEST_F(Evictions, a_run_that_leaves_memory_after_every_task_has_the_same_history) {
  expect_the_same(play({.evict_every_task = true}, Order::kOneAfterAnother));
}

TEST_F(Evictions, runs_that_push_each_other_out_of_a_small_cache_have_the_same_histories) {
  expect_the_same(play({.cached_runs = 1}, Order::kAllAtOnce));
}

TEST_F(Evictions, runs_on_several_threads_without_a_cache_have_the_same_histories) {
  expect_the_same(play({.workflow_threads = 3, .evict_every_task = true}, Order::kAllAtOnce));
}

}  // namespace
}  // namespace skald::evictions
