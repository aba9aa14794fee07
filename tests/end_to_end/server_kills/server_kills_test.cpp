#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <skald/connect.h>
#include <skald/engine.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <thread>

#include "tests/end_to_end/kill_loop/checks.h"
#include "tests/end_to_end/kill_loop/customers.h"
#include "tests/end_to_end/kill_loop/file_integrity.h"
#include "tests/end_to_end/kill_loop/stories.h"
#include "tests/end_to_end/server_kills/processes.h"
#include "tests/store/temporary_folder.h"

/// A server and two C++ workers are killed again and again, while clients in this process, which lives, go on
/// as if nothing happened.
namespace skald::kill_loop {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;

/// How many rounds of kills: SKALD_SERVER_KILLS in the environment, or 10.
int rounds() {
  const char* wish = std::getenv("SKALD_SERVER_KILLS");
  return wish == nullptr ? 10 : std::max(1, std::atoi(wish));
}

class ServerKills : public testing::Test {
 protected:
  static constexpr unsigned kCustomers = 12;
  /// Within it whoever was given a point to die at passes it, as a rule.
  static constexpr auto kLongEnough = 2s;

  ServerKills() {
    processes_.start_server();
    for (std::size_t i = 0; i < Processes::kWorkers; ++i) processes_.start_worker(i);
    server_.emplace(connect(processes_.address(), {.patience = 30s}));
    customers_.emplace(server_->connection(), ledger_, /*task_timeout=*/2s);
  }

  int any(int from, int to) { return std::uniform_int_distribution(from, to)(random_); }
  std::chrono::milliseconds a_moment() { return std::chrono::milliseconds(any(200, 1200)); }
  std::size_t a_worker() { return static_cast<std::size_t>(any(0, Processes::kWorkers - 1)); }

  void kill_server() {
    processes_.server_dies_within(a_moment());
    ++deaths_["server"];
    // Sometimes it comes back at once, sometimes clients and workers look for it for a while.
    std::this_thread::sleep_for(std::chrono::milliseconds(any(0, 1) * any(0, 800)));
    processes_.start_server();
  }

  void kill_worker() {
    const std::size_t number = a_worker();
    processes_.worker_dies_within(number, a_moment());
    ++deaths_["worker"];
    processes_.start_worker(number);
  }

  void kill_all() {
    processes_.server_dies_within(a_moment());
    for (std::size_t i = 0; i < Processes::kWorkers; ++i) processes_.worker_dies_within(i, 0ms);
    ++deaths_["all"];
    for (std::size_t i = 0; i < Processes::kWorkers; ++i) processes_.start_worker(i);
    processes_.start_server();
  }

  /// Starts it anew, to die where it passes the point for the n-th time.
  void kill_server_at(const std::string& point, int most) {
    processes_.server_dies_within(0ms);
    processes_.start_server(point + ":" + std::to_string(any(1, most)));
    ++deaths_[processes_.server_dies_within(kLongEnough) ? point : "server"];
    processes_.start_server();
  }

  void kill_worker_at(const std::string& point, int most) {
    const std::size_t number = a_worker();
    processes_.worker_dies_within(number, 0ms);
    processes_.start_worker(number, point + ":" + std::to_string(any(1, most)));
    ++deaths_[processes_.worker_dies_within(number, kLongEnough) ? point : "worker"];
    processes_.start_worker(number);
  }

  void kill(int round) {
    switch (round % 10) {
      case 0: return kill_server();
      case 1: return kill_worker_at("task-done", 60);
      case 2: return kill_server_at("after-commit", 200);
      case 3: return kill_worker_at("activity-done", 60);
      case 4: return kill_all();
      case 5: return kill_server_at("before-commit", 200);
      case 6: return kill_worker();
      case 7: return kill_server_at("in-fold", 30);
      case 8: return kill_worker_at("task-taken", 60);
      default: return kill_server_at("in-recovery", 3);
    }
  }

  /// Says what did not end, and ends the customers' waiting.
  void give_up() {
    for (const auto& run : end_to_end::list_runs(*server_->connection(), "ExecutionStatus = 'Running'")) {
      std::cout << run.type << ' ' << run.workflow_id << ' ' << run.run_id << '\n';
      const auto history = end_to_end::history_of(*server_->connection(), run.workflow_id, run.run_id);
      for (const auto& event : history.events()) std::cout << "  " << event.ShortDebugString() << '\n';
    }
    server_->stop();
  }

  store::TemporaryFolder folder_;
  const unsigned seed_ = std::random_device{}();
  std::mt19937 random_{seed_};
  Processes processes_{folder_.path().string()};
  Ledger ledger_{processes_.ledger()};
  std::optional<RemoteEngine> server_;
  std::optional<Customers> customers_;
  std::map<std::string, int> deaths_;
};

TEST_F(ServerKills, clients_go_on_and_nothing_acknowledged_is_lost_and_everything_ends) {
  std::cout << "seed " << seed_ << '\n';
  std::vector<std::future<void>> served;
  for (unsigned i = 0; i < kCustomers; ++i) {
    served.push_back(
        std::async(std::launch::async, [this, seed = seed_ + i] { customers_->start_stories(seed); }));
  }
  for (int round = 0; round < rounds(); ++round) kill(round);
  customers_->close();
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  for (auto& customer : served) {
    if (customer.wait_until(deadline) != std::future_status::ready) {
      give_up();
      FAIL() << "runs are stuck";
    }
    customer.get();
  }

  for (const auto& [name, count] : deaths_) std::cout << count << " times " << name << '\n';
  Registry registry;
  add_stories(registry);
  const auto ledger = Ledger::read(processes_.ledger());
  const Checks checks(*server_->connection(), registry, ledger);
  EXPECT_THAT(checks.problems(), IsEmpty());
  std::cout << checks.runs() << " runs, " << checks.activities() << " activities; acknowledged:";
  for (const char* word : {"started", "signalled", "cancelled", "ended"}) {
    EXPECT_GT(checks.acknowledged(word), 0u) << "nothing to check: " << word;
    std::cout << ' ' << checks.acknowledged(word) << ' ' << word;
  }
  std::cout << '\n';

  EXPECT_EQ(processes_.stop_server(), 0);
  EXPECT_EQ(integrity_of(processes_.database()), "ok");
  EXPECT_EQ(Engine(processes_.database()).metrics().quarantined_runs, 0u);
}

}  // namespace
}  // namespace skald::kill_loop
