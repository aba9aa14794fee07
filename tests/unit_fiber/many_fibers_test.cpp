#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "dsl/fiber/fiber.h"
#include "dsl/fiber/sanitizers.h"

namespace skald::fiber {
namespace {

#ifdef SKALD_TSAN
constexpr std::size_t kFibers = 500;  // its own state takes about a megabyte a fiber
#else
constexpr std::size_t kFibers = 40'000;
#endif

std::size_t mappings_of_this_process() {
  std::ifstream maps("/proc/self/maps");
  std::size_t lines = 0;
  for (std::string line; std::getline(maps, line);) ++lines;
  return lines;
}

TEST(ManyFibers, of_many_runs_are_alive_at_once_and_all_go_on) {
  std::vector<std::unique_ptr<Scheduler>> runs;
  std::vector<Fiber*> fibers;
  std::size_t resumed = 0;
  for (std::size_t i = 0; i < kFibers; ++i) {
    runs.push_back(std::make_unique<Scheduler>());
    fibers.push_back(runs.back()->spawn(
        [i, &resumed] {
          const std::size_t own = i;
          suspend();
          if (own == i) ++resumed;
        },
        "fiber"));
    runs.back()->run();
  }
  EXPECT_LT(mappings_of_this_process(), 45'000u);
  for (std::size_t i = 0; i < kFibers; ++i) {
    runs[i]->make_ready(fibers[i]);
    runs[i]->run();
  }
  EXPECT_EQ(resumed, kFibers);
}

TEST(ManyFibers, of_one_run_are_alive_at_once_and_evicted) {
  std::size_t unwound = 0;
  struct Count {
    std::size_t& count;
    ~Count() { ++count; }
  };
  Scheduler run;
  for (std::size_t i = 0; i < kFibers; ++i) {
    run.spawn(
        [&unwound] {
          const Count count{unwound};
          suspend();
        },
        "fiber");
  }
  run.run();
  EXPECT_EQ(run.live(), kFibers);
  EXPECT_EQ(run.evict().unwound, kFibers);
  EXPECT_EQ(unwound, kFibers);
}

TEST(ManyFibers, of_several_threads_share_the_stacks) {
  constexpr int kThreads = 4;
  constexpr int kRuns = 200;
  std::atomic<int> ended{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&ended] {
      for (int n = 0; n < kRuns; ++n) {
        Scheduler run;
        Fiber* const waiter = run.spawn(
            [&ended] {
              suspend();
              ++ended;
            },
            "waiter");
        run.spawn([] { suspend(); }, "evicted");
        run.run();
        run.make_ready(waiter);
        run.run();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ended, kThreads * kRuns);
}

}  // namespace
}  // namespace skald::fiber
