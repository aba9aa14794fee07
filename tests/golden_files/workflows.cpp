#include "tests/golden_files/workflows.h"

#include <skald/activity.h>

namespace skald::golden {

using namespace std::chrono_literals;

namespace {

// Long enough for the file to be left while they run, short enough to wait for in a test of a file made just
// now.
constexpr auto kPause = 15s;

std::function<void()>& first_attempt() {
  static std::function<void()> action = [] {};
  return action;
}

int succeed_at_second_attempt() {
  if (activity::attempt() == 1) throw ApplicationError("not yet", {.type = "TooEarly"});
  return activity::attempt();
}

std::string hang_at_first_attempt() {
  if (activity::attempt() == 1) first_attempt()();
  return "attempt " + std::to_string(activity::attempt());
}

}  // namespace

int Collect::run() {
  wait_for(24h * 365 * 100, [this] { return sum_ >= wanted_; });
  return sum_;
}

std::string nap() {
  sleep(kPause);
  return "rested";
}

int insist() {
  return skald::run<succeed_at_second_attempt>(
      {.start_to_close = 10s, .retry = {.initial_interval = kPause}});
}

std::string stand_in() {
  return skald::run<hang_at_first_attempt>(
      {.start_to_close = 24h * 365 * 100, .retry = {.initial_interval = 1ms, .maximum_attempts = 2}});
}

int count_down(int from) {
  if (from > 0) throw continue_as_new<count_down>(from - 1);
  return from;
}

void at_first_attempt(std::function<void()> action) { first_attempt() = std::move(action); }

void add_workflows(Worker& worker) {
  worker.add_workflows<Collect>();
  worker.add_workflows<nap, insist, stand_in, count_down>();
  worker.add_activities<succeed_at_second_attempt, hang_at_first_attempt>();
}

}  // namespace skald::golden
