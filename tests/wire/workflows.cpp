#include "tests/wire/workflows.h"

#include <condition_variable>
#include <mutex>
#include <vector>

#include "skald/activity.h"

namespace skald::wire_tests {

using namespace std::chrono_literals;

namespace {

std::mutex gate_mutex;
std::condition_variable gate_changed;
// protected by gate_mutex
bool gate_is_open = true;
int gate_calls = 0;

}  // namespace

void shut_gate() {
  const std::lock_guard lock(gate_mutex);
  gate_is_open = false;
  gate_calls = 0;
}

void open_gate() {
  const std::lock_guard lock(gate_mutex);
  gate_is_open = true;
  gate_changed.notify_all();
}

int calls_at_gate() {
  const std::lock_guard lock(gate_mutex);
  return gate_calls;
}

void wait_for_calls_at_gate(int calls) {
  std::unique_lock lock(gate_mutex);
  gate_changed.wait(lock, [calls] { return gate_calls >= calls; });
}

std::string greet(const std::string& name) { return "Hello, " + name; }

int wait_at_gate(int n) {
  std::unique_lock lock(gate_mutex);
  ++gate_calls;
  gate_changed.notify_all();
  gate_changed.wait(lock, [] { return gate_is_open; });
  return n;
}

void fail_for_good() { throw non_retryable("NoCarrier", "no carrier"); }

std::string greeting(const std::string& name) { return run<greet>({.start_to_close = 10s}, name) + "!"; }

int count_up(int activities) {
  int sum = 0;
  for (int i = 0; i < activities; ++i) sum += run<wait_at_gate>({.start_to_close = 60s}, 1);
  return sum;
}

int guarded(int n) { return run<wait_at_gate>({.start_to_close = 5min}, n); }

int many_timers(int timers) {
  std::vector<Future<void>> waiting;
  for (int i = 0; i < timers; ++i) waiting.push_back(timer(1ms));
  for (Future<void>& one : waiting) one.get();
  return timers + static_cast<int>(run<greet>({.start_to_close = 10s}, std::string("x")).size());
}

void broken() { run<fail_for_good>({.start_to_close = 10s}); }

int chained(int runs) {
  if (runs > 1) throw continue_as_new<chained>(runs - 1);
  return runs;
}

int Approval::run() {
  wait_for(24h, [this] { return sum_ >= wanted_; });
  return sum_;
}

void register_all(Registry& registry) {
  registry.add_workflows<greeting, count_up, guarded, many_timers, broken, chained>();
  registry.add_workflows<Approval>();
  registry.add_activities<greet, wait_at_gate, fail_for_good>();
}

}  // namespace skald::wire_tests
