#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <temporal/api/enums/v1/failed_cause.pb.h>
#include <temporal/api/failure/v1/message.pb.h>

#include "dsl/fiber/fiber.h"
#include "dsl/replay/command_queue.h"
#include "dsl/replay/conditions.h"
#include "dsl/replay/machine_table.h"
#include "dsl/replay/random.h"
#include "dsl/replay/scope.h"
#include "dsl/replay/workflow_run.h"
#include "skald/detail/calls.h"
#include "skald/detail/definition.h"

namespace skald::replay {

class ClosingMachine;
class SpawnedFiber;

/// Why the current workflow task cannot be completed.
struct TaskFailure {
  temporal::api::enums::v1::WorkflowTaskFailedCause cause;
  temporal::api::failure::v1::Failure failure;
};

/// A signal that no handler has taken yet.
struct PendingSignal {
  std::int64_t event_id = 0;
  std::string name;
  Payloads input;
};

/// What the engine knows of a fiber while it runs. Lies on the fiber's own stack.
struct FiberContext {
  fiber::Fiber* fiber = nullptr;
  detail::ScopeRef scope;
};

/// A run's state: its code, suspended on fibers, and what that code waits for. Small on purpose, for it is
/// what a cached run costs beside its stacks. Data that is used by every file of this folder; the behaviour
/// is in them.
struct Run {
  Run(const detail::WorkflowDefinition& workflow, RunOptions options);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  const detail::WorkflowDefinition& definition;
  detail::WorkflowInfo info;
  RandomBits random;
  Time now{};
  bool replaying = false;
  /// The body's fiber was made.
  bool has_begun = false;
  /// A completion has been recorded; the next one need not name flags and SDK again.
  bool has_completed_task = false;

  /// The last event that was read. 0: none.
  std::int64_t last_event_id = 0;
  std::uint32_t last_number = 0;
  CommandQueue commands;
  MachineTable machines;
  Conditions conditions;
  detail::ScopeRef root;
  std::vector<PendingSignal> pending_signals;
  /// Fibers that were spawned and have not begun: their order may still be put right.
  std::vector<std::shared_ptr<SpawnedFiber>> unstarted;

  Payloads input;
  std::unique_ptr<detail::WorkflowInstance> instance;
  /// How the body ended; null while it runs.
  std::shared_ptr<ClosingMachine> closing;
  std::optional<TaskFailure> failure;
  /// The fiber that runs now; null outside fibers.
  FiberContext* current = nullptr;

  /// The last member, so that fibers are unwound while everything else is still there.
  fiber::Scheduler scheduler;

  std::uint32_t next_number() { return ++last_number; }

  /// Makes a fiber. `body` must not let any exception but Evicted out.
  void spawn_fiber(std::string name, detail::ScopeRef scope, std::function<void()> body);
  /// Suspends the current fiber, after conditions that it may have changed are checked.
  void suspend();
  /// Suspends it for good.
  [[noreturn]] void suspend_for_ever();
  /// Runs fibers until all wait, and conditions that their last steps made true.
  void run_fibers();
  /// After a scope was cancelled: ends what waits in it.
  void cancel_waiting();

  /// Fails the workflow task; the first reason counts.
  void fail_task(temporal::api::failure::v1::Failure failure);
  void fail_task(const std::string& message, const std::string& type);
};

/// The run whose code runs on this thread now, be it on a fiber or not; null if none.
Run* active_run();

/// Makes a run the active one, with its stacks in place, and restores what was.
class Activation {
 public:
  explicit Activation(Run& run);
  ~Activation();
  Activation(const Activation&) = delete;
  Activation& operator=(const Activation&) = delete;

 private:
  Run* previous_;
};

}  // namespace skald::replay
