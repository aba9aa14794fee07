#include "tests/replay/golden_workflows.h"

#include <skald/workflow.h>

#include <chrono>

namespace golden {

using namespace std::chrono_literals;

std::string order(const std::string& id) {
  const auto approvals = skald::signal_channel<std::string>("approve");
  approvals.receive();
  approvals.receive();
  const skald::ActivityOptions options{.start_to_close = 10s};
  const std::string reservation = skald::run<reserve>(options, id);
  try {
    skald::run<charge>(options, id);
  } catch (const skald::ActivityError&) {
    skald::run<release>(options, id);
    throw skald::ApplicationError("order failed", {.type = "OrderFailed"});
  }
  return reservation;
}

std::string cancelled() {
  skald::sleep(1000s);
  return "not cancelled";
}

int countdown(int from) {
  const skald::ActivityOptions options{.start_to_close = 10s};
  skald::all(skald::start<reserve>(options, "a"), skald::start<reserve>(options, "b"));
  if (from > 0) throw skald::continue_as_new<countdown>(from - 1);
  return from;
}

int gather(int dice) {
  const skald::ActivityOptions options{.start_to_close = 10s};
  skald::all(skald::start<reserve>(options, "a"), skald::timer(1s), skald::start<reserve>(options, "b"));
  int sum = static_cast<int>(skald::random({.from = 1, .to = 6}));
  std::vector<skald::Future<int>> rolls;
  for (int die = 0; die < dice; ++die)
    rolls.push_back(skald::spawn([&options, die] { return skald::run<roll>(options, die); }));
  auto slow = skald::start<charge>(options, "slow");
  if (skald::any(slow, skald::timer(30s)) != slow) slow.cancel();
  for (auto& each : rolls) sum += each.get();
  return sum;
}

skald::Registry workflows() {
  skald::Registry registry;
  registry.add_workflows<order, cancelled, countdown, gather>();
  return registry;
}

}  // namespace golden
