#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "skald/detail/calls.h"
#include "skald/detail/definition.h"
#include "skald/workflow.h"

namespace skald::detail {

/// An operation that a test has decided about already.
class Operation {
 public:
  std::string name;
  bool ready = true;
  Payload result;
  std::exception_ptr failure;
  Outcome outcome = Outcome::kSucceeded;
  std::string key;
};

}  // namespace skald::detail

namespace skald::tests {

/// A run without an engine: what activities come to is said beforehand, and whatever the typed surface asks
/// for happens at once and is written down.
class FakeRun {
 public:
  FakeRun();
  ~FakeRun();
  FakeRun(const FakeRun&) = delete;
  FakeRun& operator=(const FakeRun&) = delete;

  template <class T>
  void succeeds(const std::string& activity, const T& result) {
    plan_[activity] = {Converter<T>::encode(result), nullptr, detail::Outcome::kSucceeded};
  }
  /// It ran and said no.
  void fails(const std::string& activity, const std::string& message);
  /// Nobody knows whether it happened.
  void times_out(const std::string& activity);
  /// Its failure is a CancelledError, as after a cancel request.
  void is_cancelled(const std::string& activity);

  /// "ship({"id":…},"r-1")", in order. A compensation says of which action and whether its outcome is known:
  /// "refund({…}) undoing charge#2 of unknown outcome"; in a shielded scope it begins with "shielded ".
  std::vector<std::string> calls;
  /// The options and source lines of the calls.
  std::vector<detail::ActivityCall> activities;
  std::vector<Duration> timers;
  /// The names of operations as order_commands put them.
  std::vector<std::string> ordered;
  /// What refuse_payload was told.
  std::string refused;
  std::deque<std::uint64_t> random;
  bool replaying = false;
  detail::WorkflowInfo info;
  std::unique_ptr<detail::WorkflowInstance> instance;
  /// Called when a condition is waited for and does not hold: lets something happen, or returns false for a
  /// time-out.
  std::function<bool()> happen;

  detail::OperationRef call_activity(detail::ActivityCall call, const detail::Header& header);
  int shields = 0;

 private:
  struct Plan {
    Payload result;
    std::exception_ptr failure;
    detail::Outcome outcome = detail::Outcome::kSucceeded;
  };
  void fail(const std::string& activity, std::shared_ptr<const WorkflowError> cause, detail::Outcome outcome);

  std::map<std::string, Plan> plan_;
};

/// Thrown by the fake where the engine would leave the fiber for good.
struct LeftFiber {};

}  // namespace skald::tests
