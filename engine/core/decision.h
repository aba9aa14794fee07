#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "skald/internal/v1/run_state.pb.h"
#include "skald/internal/v1/transition.pb.h"

namespace skald::core {

using internal::v1::RunIdentity;
using internal::v1::RunState;
using internal::v1::Transition;

class SearchAttributeTypes;

/// Limits of the server (temporal-server.md 3.18). Defaults are Temporal's.
struct Limits {
  std::size_t id_bytes = 1000;
  std::size_t blob_bytes = 2u << 20;
  std::size_t memo_bytes = 2u << 20;
  std::int64_t signals = 10'000;
  std::int64_t history_events = 51'200;
  std::int64_t history_bytes = 50ll << 20;
  std::int64_t suggest_continue_as_new_events = 4096;
  std::int64_t suggest_continue_as_new_bytes = 4ll << 20;
  std::size_t pending_activities = 2000;
  std::size_t pending_children = 2000;
  std::size_t pending_signals = 2000;
  std::size_t pending_cancels = 2000;
  std::size_t updates_in_flight = 10;
  std::size_t updates = 2000;
  std::size_t buffered_events = 100;
  std::size_t buffered_bytes = 2u << 20;
  /// From this many failed attempts of a workflow task on, the run is listed with its problem.
  std::int32_t reported_task_attempts = 5;
  Duration default_workflow_task_timeout = std::chrono::seconds(10);
  Duration longest_workflow_task_timeout = std::chrono::seconds(120);
  /// How long a worker may go on with a task by forcing new ones and doing nothing else.
  Duration workflow_task_heartbeat = std::chrono::minutes(30);
  /// Least time between a run and the one that continues or retries it.
  Duration continue_as_new_spacing = Duration::zero();
};

/// What a decision may know beside state and request. `decide` copies what it takes from here into the
/// transition; `apply` never sees it.
struct Context {
  /// Wall time. The transition's time is the larger of this and the run's last time.
  Time now;
  const Limits& limits;
  /// Run id for a run that this decision may start (continue-as-new, retry).
  std::string new_run_id;
  /// This opening of the file, from 1.
  std::uint64_t incarnation = 0;
  /// What runs of the namespace may set; null: unknown, nothing is refused.
  std::shared_ptr<const SearchAttributeTypes> search_attribute_types = nullptr;
  /// Of the run's namespace; empty: unknown.
  std::string namespace_id = {};
};

/// Who asks for a task.
struct Poller {
  std::string identity;
  std::string request_id;
  /// The engine's incarnation for a worker in this process, 0 for one on the port.
  std::uint64_t incarnation = 0;
  /// What it says of its build; empty: nothing.
  std::string build_id = {};
  bool uses_versioning = false;
};

/// A run that starts in the same batch as the transition which made it (continue-as-new, retry).
struct NewRun {
  Transition transition;
};

/// What a request does to a run. The caller applies and logs `transition` (unless is_empty()) and `next` as
/// one group, then answers: with `refusal` if there is one, else with what the reply needs.
struct Decision {
  Transition transition;
  std::optional<NewRun> next;
  /// The requester gets this error although the transition stands (a refused completion fails its task).
  std::optional<Error> refusal;
  /// Applied after `transition` and never logged (is_volatile()).
  Transition unlogged = {};
};

/// Nothing to apply and nothing to log.
bool is_empty(const Transition& transition);

}  // namespace skald::core
