#pragma once

#include <string>

#include "skald/registry.h"
#include "skald/workflow.h"

/// The workflows and activities that the tests of this folder run on a server.
namespace skald::wire_tests {

std::string greet(const std::string& name);
/// Blocks until the test opens the gate.
int wait_at_gate(int n);
void fail_for_good();

/// One activity.
std::string greeting(const std::string& name);
/// So many activities, one after the other.
int count_up(int activities);
/// One activity that waits at the gate.
int guarded(int n);
/// So many timers of no length at once: a history of many pages.
int many_timers(int timers);
/// One activity that fails for good.
void broken();
/// A chain of so many runs.
int chained(int runs);

/// Sums up what signals bring until it is enough.
class Approval {
 public:
  explicit Approval(int wanted) : wanted_(wanted) {}
  int run();
  void add(int n) { sum_ += n; }

 private:
  int wanted_;
  int sum_ = 0;
};

void register_all(Registry& registry);

/// What wait_at_gate waits for. Open at first.
void shut_gate();
void open_gate();
/// Calls of wait_at_gate so far.
int calls_at_gate();
/// Returns when so many calls have come to the gate.
void wait_for_calls_at_gate(int calls);

}  // namespace skald::wire_tests

template <>
struct skald::Interface<skald::wire_tests::Approval>
    : skald::Workflow<&skald::wire_tests::Approval::run, int>,
      skald::Signals<&skald::wire_tests::Approval::add> {};
