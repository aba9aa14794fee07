#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/service/call_life.h"

namespace skald::service {

/// Who calls.
struct Caller {
  /// A worker or client in the engine's process: ends with it, so what goes to it need not be durable first
  /// (activity tasks excepted). Otherwise everything waits for the gate.
  bool in_process = false;
  /// When the caller stops waiting, on the engine's clock. Empty: it waits for ever.
  std::optional<Time> deadline;
  /// What its client library calls itself ("temporal-python", …) and its version; empty: it did not say.
  std::string client_name;
  std::string client_version;
  /// It finds the run that follows a closed one by itself (header supported-features: follows-next-run-id).
  /// Others are told of a continue-as-new where a run is followed by another attempt or scheduled run.
  bool follows_next_run = false;
  /// Null: it cannot go before it was answered.
  std::shared_ptr<CallLife> life;

  bool is_gone() const { return life && life->is_gone(); }
};

/// How long a call that waits for news may wait before it is answered without any: `at_most`, and so that the
/// answer reaches the caller at least 1 s before its deadline. Zero: not at all.
Duration long_poll_time(const Caller& caller, Time now, Duration at_most);

/// Refuses a poll for tasks that has less than 2 s, as Temporal's server does.
Status check_poll_deadline(const Caller& caller, Time now);

}  // namespace skald::service
