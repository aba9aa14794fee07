#pragma once

#include <skald/workflow.h>

#include <mutex>
#include <string>
#include <vector>

/// One saga of a payment and a delivery that fails, with a provider that remembers what it was asked.
namespace skald::saga_outcomes {

inline constexpr const char* kTaskQueue = "payments";

/// The outside world: what activities did, in order. One a process: activities are plain functions.
class Provider {
 public:
  static Provider& of_process();

  void note(const std::string& what);
  /// All that was noted since the last call.
  std::vector<std::string> take();

 private:
  std::mutex mutex_;
  std::vector<std::string> notes_;  // protected by mutex_
};

/// `queue`: where charge runs; `limit_ms`: its timeout, in milliseconds; `gate`: what it waits for after it
/// has charged (see end_to_end::Gates), empty for nothing.
struct Payment {
  std::string queue;
  int limit_ms = 0;
  std::string gate;
};
BOOST_DESCRIBE_STRUCT(Payment, (), (queue, limit_ms, gate))

std::string pay(const Payment& payment);

// Activities. Each notes its idempotency key; refund notes the key of the charge and whether its outcome is
// known.
std::string charge(const Payment& payment);
void refund(const Payment& payment);
std::string deliver(const Payment& payment);

}  // namespace skald::saga_outcomes
