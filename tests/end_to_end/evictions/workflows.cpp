#include "tests/end_to_end/evictions/workflows.h"

#include <skald/activity.h>

#include <algorithm>

#include "tests/end_to_end/gates.h"

namespace skald::evictions {
namespace {

using namespace std::chrono_literals;

const RetryPolicy kAtOnce{.initial_interval = 1ms, .backoff_coefficient = 1};
const ActivityOptions kOptions{.start_to_close = 60s, .retry = kAtOnce};

void refuse_if_named(const Trip& trip, const std::string& name) {
  if (std::count(trip.refuses.begin(), trip.refuses.end(), name) == 0) return;
  throw ApplicationError("no " + name, {.type = "Refused", .non_retryable = true});
}

}  // namespace

std::string echo(const std::string& text) { return text; }
std::string lucky_at_three() {
  if (activity::attempt() < 3) throw ApplicationError("unlucky");
  return "lucky";
}
std::string refuse() { throw ApplicationError("never", {.type = "Never", .non_retryable = true}); }
std::string slow_at_first() {
  if (activity::attempt() == 1) end_to_end::Gates::of_process().pass(activity::workflow_id() + "/slow");
  return "in time";
}
std::string gated(const std::string& gate) {
  end_to_end::Gates::of_process().pass(gate);
  return gate.substr(gate.find('/'));
}

std::string book_car(const Trip& trip) {
  refuse_if_named(trip, "car");
  return "car";
}
void return_car(const std::string&) {
  if (activity::attempt() == 1) throw ApplicationError("closed at night");
}
std::string book_hotel(const Trip& trip) {
  if (!trip.gates.empty()) end_to_end::Gates::of_process().pass(trip.gates + "/hotel");
  refuse_if_named(trip, "hotel");
  return "hotel";
}
void cancel_hotel(const Trip& trip) { refuse_if_named(trip, "refund"); }
std::string book_flight(const Trip& trip) {
  refuse_if_named(trip, "flight");
  return "flight";
}

std::string two_steps(const std::string& text) {
  return run<echo>(kOptions, run<echo>(kOptions, text) + "!");
}

std::string third_time_lucky() { return run<lucky_at_three>(kOptions); }

std::string fails_for_good() { return run<refuse>(kOptions); }

std::string second_attempt_in_time() {
  return run<slow_at_first>({.start_to_close = 500ms, .retry = kAtOnce});
}

int naps(int count) {
  for (int i = 0; i < count; ++i) skald::sleep(5ms);
  return count;
}

std::string waits_too_long() {
  return wait_for(10ms, [] { return false; }) ? "held" : "gave up";
}

std::string same_after_replay() {
  const std::string id = uuid();
  const auto number = skald::random({.from = 1, .to = 1'000'000'000});
  const Time time = skald::now();
  run<echo>(kOptions, id);
  return run<echo>(kOptions, id) == id && number > 0 && skald::now() >= time ? "same" : "changed";
}

std::string gathers(const std::string& gates) {
  std::vector<Future<std::string>> started;
  for (const char* name : {"/1", "/2", "/3"}) started.push_back(start<gated>(kOptions, gates + name));
  std::string result;
  while (!started.empty()) {
    const std::size_t first = any(started).index();
    result += started[first].get();
    started.erase(started.begin() + static_cast<std::ptrdiff_t>(first));
  }
  return result;
}

std::string three_at_once(const std::string& gates) {
  const auto results = all(start<gated>(kOptions, gates + "/1"), start<gated>(kOptions, gates + "/2"),
                           start<gated>(kOptions, gates + "/3"));
  return std::get<0>(results) + std::get<1>(results) + std::get<2>(results);
}

std::string fibers(const std::string& gates) {
  std::string order;
  const auto fiber = [&](const char* name) {
    return spawn([&order, &gates, name] {
      order += run<gated>(kOptions, gates + name);
      order += run<echo>(kOptions, std::string("."));
    });
  };
  const auto one = fiber("/1");
  const auto two = fiber("/2");
  all(one, two);
  return order;
}

std::string first_of_two(const std::string& gates) {
  const auto pending = start<gated>(kOptions, gates + "/never");
  if (any(pending, timer(10ms)) == pending) return "activity";
  pending.cancel();
  return "timer, then " + run<echo>(kOptions, std::string("on"));
}

std::string two_signals() {
  const auto words = signal_channel<std::string>("word");
  const std::string first = words.receive();
  const std::string echoed = run<echo>(kOptions, first);
  return echoed + words.receive_for(1h).value_or("nothing");
}

int rounds(int left) {
  run<echo>(kOptions, std::to_string(left));
  if (left > 0) throw continue_as_new<rounds>(left - 1);
  return left;
}

std::string cleans_up() {
  try {
    skald::sleep(1h);
  } catch (const CancelledError&) {
    return shielded([] { return run<echo>(kOptions, std::string("clean")); });
  }
  return "slept";
}

std::string waits_for_the_last_word(const std::string& gates) {
  ActivityOptions options = kOptions;
  options.wait_for_cancellation = true;
  return run<gated>(options, gates + "/last");
}

std::string scope_in_vain(const std::string& gates) {
  const CancelScope scope;
  const auto pending = scope.run([&] { return start<gated>(kOptions, gates + "/scoped"); });
  const auto nap = scope.run([] { return timer(1h); });
  run<echo>(kOptions, std::string("before"));
  scope.cancel("in vain");
  try {
    return pending.get();
  } catch (const CancelledError&) {
    return run<echo>(kOptions, std::string(nap.is_ready() ? "both" : "one"));
  }
}

std::string travel(const Trip& trip) {
  const SagaOptions options{.start_to_close = 60s, .retry = kAtOnce, .compensation = {.retry = kAtOnce}};
  return saga(options, [&](Saga& saga) {
    const auto car = saga.step<book_car, return_car>(trip);
    const auto hotel = saga.step<book_hotel, with_arguments<cancel_hotel>>(trip);
    return car + ", " + hotel + ", " + saga.step<book_flight>(trip);
  });
}

std::string Ballot::run() {
  std::string result;
  for (int i = 1; i <= wanted_; ++i) {
    if (!wait_for(1h, [&] { return static_cast<int>(names_.size()) >= i; })) return "nobody came";
    result += skald::run<echo>(kOptions, names_.back());
  }
  return result;
}

}  // namespace skald::evictions
