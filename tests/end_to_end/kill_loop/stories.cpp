#include "tests/end_to_end/kill_loop/stories.h"

#include <skald/activity.h>

#include "engine/base/assert.h"
#include "engine/base/ids.h"

namespace skald::kill_loop {
namespace {

using namespace std::chrono_literals;

Ledger* ledger_of_activities = nullptr;

// What every activity does: leave a trace, and return something that no other attempt returns.
std::string act() {
  SKALD_ASSERT(ledger_of_activities != nullptr);
  const ActivityInfo& info = activity::info();
  const std::string attempt = std::to_string(info.attempt);
  ledger_of_activities->append({"begins", info.run_id, info.activity_id, attempt});
  std::string token = random_uuid();
  ledger_of_activities->append({"returns", info.run_id, info.activity_id, attempt, token});
  return token;
}

const RetryPolicy kQuickly{.initial_interval = 10ms, .maximum_interval = 50ms};
// So long a server waits for an attempt whose process was killed.
constexpr auto kAttempt = 3s;
const ActivityOptions kOptions{.start_to_close = kAttempt, .retry = kQuickly};

}  // namespace

void use_ledger(Ledger& ledger) { ledger_of_activities = &ledger; }

std::string reserve(const Delivery&) { return act(); }
std::string release(const std::string&) { return act(); }
std::string charge(const Delivery&) { return act(); }
std::string refund(const Delivery&) { return act(); }
std::string ship(const Delivery& delivery) {
  std::string token = act();
  if (delivery.ship_fails)
    throw ApplicationError("no such address", {.type = "Address", .non_retryable = true});
  return token;
}
std::string step(const std::string&) { return act(); }
std::string flaky_step(int) {
  if (activity::attempt() == 1) throw ApplicationError("not today");
  return act();
}

std::string deliver(const Delivery& delivery) {
  return saga({.start_to_close = kAttempt, .retry = kQuickly, .compensation = kOptions}, [&](Saga& saga) {
    const auto reservation = saga.step<reserve, release>(delivery);
    saga.step<charge, with_arguments<refund>>(delivery);
    return reservation + "/" + saga.step<ship>(delivery);
  });
}

int remind(int times) {
  for (int i = 0; i < times; ++i) {
    skald::sleep(std::chrono::milliseconds(skald::random({.from = 1, .to = 200})));
    run<flaky_step>(kOptions, i);
  }
  return times;
}

int countdown(int left) {
  run<step>(kOptions, std::to_string(left));
  if (left > 0) throw continue_as_new<countdown>(left - 1);
  return left;
}

std::string fan_out(const std::string& id) {
  const auto beside = spawn([&] { return run<step>(kOptions, id + "-spawned"); });
  const auto both = all(start<step>(kOptions, id + "-1"), start<step>(kOptions, id + "-2"));
  const auto late = timer(1h);
  const auto soon = timer(20ms);
  if (any(late, soon) == soon) late.cancel();
  return std::get<0>(both) + "/" + std::get<1>(both) + "/" + beside.get();
}

std::string long_sleep(const std::string& id) {
  try {
    skald::sleep(1h);
  } catch (const CancelledError&) {
    shielded([&] { run<step>(kOptions, id); });
    throw;
  }
  return "slept";
}

std::string Approval::run() {
  wait_for([this] { return static_cast<int>(seen_.size()) >= wanted_; });
  return skald::run<step>(kOptions, "approved");
}

void add_stories(Registry& registry) {
  registry.add_workflows<deliver, remind, countdown, fan_out, long_sleep>();
  registry.add_workflows<Approval>();
  registry.add_activities<reserve, release, charge, refund, ship, step, flaky_step>();
}

}  // namespace skald::kill_loop
