#include "workers/run_cache.h"

#include <gtest/gtest.h>

#include "skald/workflow.h"
#include "tests/workers/worker_world.h"

namespace skald::workers_tests {
namespace {

using namespace std::chrono_literals;
using workers::CachedRun;
using workers::RunCache;

void wait_long() { skald::sleep(24h); }

struct RunCacheTest : ::testing::Test {
  Registry registry;
  workers::Timers::TimePoint now{1h};

  RunCacheTest() { registry.add_workflows<wait_long>(); }

  CachedRun& add(RunCache& cache, const std::string& id) {
    replay::RunOptions options{"default", "workflow of " + id, id, kQueue};
    CachedRun& run = cache.put(
        id, std::make_unique<replay::WorkflowRun>(*registry.find_workflow("wait_long"), std::move(options)));
    run.run->handle(started_run("wait_long", "", id).next_task());
    cache.keep(run, now);
    return run;
  }
};

TEST_F(RunCacheTest, full_cache_evicts_the_run_that_was_used_longest_ago) {
  RunCache cache({2, 1u << 30});
  CachedRun& first = add(cache, "first");
  add(cache, "second");
  cache.keep(first, now);
  add(cache, "third");
  EXPECT_NE(cache.find("first"), nullptr);
  EXPECT_EQ(cache.find("second"), nullptr);
  EXPECT_EQ(cache.size(), 2u);
}

TEST_F(RunCacheTest, bytes_count_and_the_newest_run_always_stays) {
  RunCache cache({100, 1});
  add(cache, "first");
  EXPECT_GT(cache.bytes(), 0u);
  add(cache, "second");
  EXPECT_EQ(cache.find("first"), nullptr);
  EXPECT_NE(cache.find("second"), nullptr);
  cache.evict("second");
  EXPECT_EQ(cache.bytes(), 0u);
}

TEST_F(RunCacheTest, idle_runs_are_parked_oldest_first_and_once) {
  RunCache cache({100, 1u << 30});
  add(cache, "first");
  now += 1s;
  add(cache, "second");
  now += 1s;
  CachedRun& third = add(cache, "third");

  cache.park_idle(now - 1s, 1);
  EXPECT_EQ(cache.oldest_unparked()->run_id, "second");
  cache.park_idle(now - 1s, 10);
  EXPECT_EQ(cache.oldest_unparked(), &third);
  cache.park_idle(now, 10);
  EXPECT_EQ(cache.oldest_unparked(), nullptr);
  cache.keep(*cache.find("first"), now);
  EXPECT_EQ(cache.oldest_unparked()->run_id, "first");
}

TEST_F(RunCacheTest, evicting_the_oldest_unparked_run_keeps_the_order) {
  RunCache cache({100, 1u << 30});
  add(cache, "first");
  add(cache, "second");
  cache.evict("first");
  EXPECT_EQ(cache.oldest_unparked()->run_id, "second");
  cache.evict("second");
  EXPECT_EQ(cache.oldest_unparked(), nullptr);
}

struct Eviction : ::testing::Test {
  static WorkerOptions evicting() {
    WorkerOptions options = WorkerWorld::small_options();
    options.evict_every_task = true;
    return options;
  }
};

TEST_F(Eviction, worker_that_evicts_every_task_is_not_sticky_and_replays_each_time) {
  WorkerWorld world(evicting());
  world.registry().add_workflows<wait_long>();
  world.start();
  ServerRun run = started_run("wait_long");
  for (int i = 0; i < 2; ++i) {
    world.server().give_workflow_task(kQueue, run.next_task());
    const auto completion = world.server().respond_workflow_task_completed_calls.take();
    EXPECT_FALSE(completion.has_sticky_attributes());
    EXPECT_EQ(commands(completion).size(), i == 0 ? 1u : 0u);  // the timer is started once
    run.history.task_completed();
    run.history.commands(completion);
  }
}

TEST_F(Eviction, run_pushed_out_of_a_full_cache_is_read_again) {
  WorkerOptions options = WorkerWorld::small_options();
  options.cached_runs = 1;
  WorkerWorld world(options);
  world.registry().add_workflows<wait_long>();
  world.start();
  ServerRun first = started_run("wait_long", "", "run-1");
  world.server().give_workflow_task(kQueue, first.next_task());
  first.history.task_completed();
  first.history.commands(world.server().respond_workflow_task_completed_calls.take());
  world.server().give_workflow_task(kQueue, started_run("wait_long", "", "run-2").next_task());
  world.server().respond_workflow_task_completed_calls.take();

  first.history.signaled("anything");
  world.server().give_workflow_task(world.sticky(), first.next_partial_task());
  auto [request, reply] = world.server().get_workflow_execution_history_calls.take_held();
  EXPECT_EQ(request.execution().run_id(), "run-1");
  reply(Error{Code::kNotFound, "gone", {}});
}

}  // namespace
}  // namespace skald::workers_tests
