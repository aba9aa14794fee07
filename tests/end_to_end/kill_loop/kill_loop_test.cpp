#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <skald/engine.h>
#include <sys/wait.h>

#include <iostream>
#include <random>

#include "tests/end_to_end/kill_loop/checks.h"
#include "tests/end_to_end/kill_loop/child_process.h"
#include "tests/end_to_end/kill_loop/file_integrity.h"
#include "tests/end_to_end/kill_loop/stories.h"
#include "tests/store/temporary_folder.h"

namespace skald::kill_loop {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

constexpr int kKills = 50;

/// How a process is made to die: at a moment that it reaches by itself, or when the time is over.
struct Death {
  std::string name;
  std::map<std::string, std::string> environment;
  std::chrono::milliseconds limit;
};

class KillLoop : public testing::Test {
 protected:
  // At a named point, the n-th time; `most`: how often a process passes it before its time is over.
  Death at_point(const std::string& name, long most) {
    const std::string count = std::to_string(std::uniform_int_distribution<long>(1, most)(random_));
    return {name, {{"SKALD_KILL_AT", name + ":" + count}}, 2s};
  }
  Death in_checkpoint() {
    const std::string count = std::to_string(std::uniform_int_distribution(1, 40)(random_));
    return {"in-checkpoint", {{"SKALD_KILL_CHECKPOINT", count}}, 2s};
  }
  Death at_random() {
    return {"random", {}, std::chrono::milliseconds(std::uniform_int_distribution(5, 800)(random_))};
  }
  Death next_death(int number) {
    switch (number % 10) {
      case 0: return at_point("before-commit", 150);
      case 2: return at_point("after-commit", 150);
      case 3: return at_point("activity-done", 100);
      case 4: return at_point("in-fold", 60);
      case 5: return in_checkpoint();
      case 6: return at_point("after-checkpoint", 2);
      case 7: return at_point("task-done", 100);
      case 8: return at_point("in-recovery", 8);
      default: return at_random();
    }
  }

  std::vector<std::string> child(const std::string& what) {
    return {SKALD_KILL_LOOP_CHILD, folder_.path().string(), what, std::to_string(random_())};
  }

  void run_until(const Death& death) {
    ChildProcess process(child("run"), death.environment);
    const bool by_itself = process.ended_within(death.limit);
    if (!by_itself) process.kill();
    const int status = process.wait_status();
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        << "the process ended by itself with status " << status << ", not at " << death.name;
    ++deaths_[by_itself ? death.name : "random"];
  }

  std::string file() const { return folder_.file("engine.db"); }

  store::TemporaryFolder folder_;
  const unsigned seed_ = std::random_device{}();
  std::mt19937 random_{seed_};
  std::map<std::string, int> deaths_;
};

TEST_F(KillLoop, nothing_acknowledged_is_lost_and_everything_ends_after_fifty_kills) {
  std::cout << "seed " << seed_ << '\n';
  for (int number = 0; number < kKills; ++number) ASSERT_NO_FATAL_FAILURE(run_until(next_death(number)));
  for (const auto& [name, count] : deaths_) std::cout << count << " times " << name << '\n';
  for (const char* name : {"before-commit", "after-commit", "in-fold", "in-checkpoint", "after-checkpoint",
                           "in-recovery", "activity-done", "task-done", "random"}) {
    EXPECT_GT(deaths_[name], 0) << "no process died there: " << name;
  }

  ChildProcess last(child("finish"), {});
  ASSERT_TRUE(last.ended_within(60s)) << "runs are stuck";
  ASSERT_EQ(last.wait_status(), 0);

  EXPECT_EQ(integrity_of(file()), "ok");
  Engine engine(file());
  EXPECT_EQ(engine.metrics().quarantined_runs, 0u);
  Registry registry;
  add_stories(registry);
  const auto ledger = Ledger::read(folder_.file("ledger"));
  const Checks checks(*engine.connection(), registry, ledger);
  EXPECT_THAT(checks.problems(), IsEmpty());
  std::cout << checks.runs() << " runs, " << checks.activities() << " activities, ";
  for (const char* word : {"started", "signalled", "cancelled", "ended"}) {
    EXPECT_GT(checks.acknowledged(word), 0u) << "nothing to check: " << word;
    std::cout << checks.acknowledged(word) << " " << word << ", ";
  }
  std::cout << "all acknowledged before a kill\n";
}

}  // namespace
}  // namespace skald::kill_loop
