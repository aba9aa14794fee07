#pragma once

#include <skald/worker.h>
#include <skald/workflow.h>

#include <functional>
#include <string>

/// The workflows of the golden files. Their histories are in files that are never written again: change
/// nothing here that a replay would notice; add new workflows instead.
namespace skald::golden {

inline constexpr char kQueue[] = "golden";
/// A queue whose worker is another process.
inline constexpr char kOtherQueue[] = "other";

/// Returns the sum of its signals "add" once it has reached `wanted`.
class Collect {
 public:
  explicit Collect(int wanted) : wanted_(wanted) {}
  int run();
  void add(int number) { sum_ += number; }

 private:
  int wanted_;
  int sum_ = 0;
};

/// Sleeps; "rested".
std::string nap();
/// The activity's first attempt fails; returns the number of the attempt that did not.
int insist();
/// The activity's first attempt is under way when the file is left.
std::string stand_in();
/// Runs under one id: down to 0.
int count_down(int from);

/// What stand_in's activity does in its first attempt.
void at_first_attempt(std::function<void()> action);

void add_workflows(Worker& worker);

}  // namespace skald::golden

template <>
struct skald::Interface<skald::golden::Collect> : skald::Workflow<&skald::golden::Collect::run, int>,
                                                  skald::Signals<&skald::golden::Collect::add> {};
