#pragma once

#include <skald/registry.h>
#include <skald/workflow.h>

#include <set>
#include <string>

#include "tests/end_to_end/kill_loop/ledger.h"

/// Workflows that are killed on the way. Every activity notes in the ledger that it begins and what it
/// returns.
namespace skald::kill_loop {

/// Where activities of this process write.
void use_ledger(Ledger& ledger);

/// A saga of three steps.
struct Delivery {
  std::string id;
  bool ship_fails = false;
};
BOOST_DESCRIBE_STRUCT(Delivery, (), (id, ship_fails))
std::string deliver(const Delivery& delivery);

/// Timers, and activities whose first attempt fails.
int remind(int times);

/// Three runs under one workflow id, and more.
int countdown(int left);

/// Activities side by side, a spawned fiber, and a timer that wins.
std::string fan_out(const std::string& id);

/// Sleeps for an hour, and cleans up when it is cancelled.
std::string long_sleep(const std::string& id);

/// Waits for some votes, each of which may come more than once.
struct Vote {
  int number = 0;
  std::string token;
};
BOOST_DESCRIBE_STRUCT(Vote, (), (number, token))
class Approval {
 public:
  explicit Approval(int wanted) : wanted_(wanted) {}
  std::string run();
  void approve(Vote vote) { seen_.insert(vote.number); }

 private:
  int wanted_;
  std::set<int> seen_;
};
inline constexpr int kVotes = 3;

void add_stories(Registry& registry);

}  // namespace skald::kill_loop

template <>
struct skald::Interface<skald::kill_loop::Approval> : skald::Workflow<&skald::kill_loop::Approval::run, int>,
                                                      skald::Signals<&skald::kill_loop::Approval::approve> {};
