#include "skald/detail/calls.h"

#include <algorithm>
#include <exception>
#include <sstream>
#include <utility>

#include "dsl/replay/activity_machine.h"
#include "dsl/replay/child_machine.h"
#include "dsl/replay/run.h"
#include "dsl/replay/signal_machine.h"
#include "dsl/replay/spawned_fiber.h"
#include "dsl/replay/timer_machine.h"
#include "skald/detail/definition.h"
#include "skald/detail/idempotency_key.h"
#include "skald/errors.h"

namespace skald::detail {
namespace {

using replay::Run;

// The run whose code calls, be it on a fiber, in a condition or in a query.
Run& run_of(const char* call) {
  fiber::check_evicted();
  Run* run = replay::active_run();
  if (run == nullptr) throw UsageError(std::string(call) + " called outside a workflow");
  return *run;
}

// The run whose fiber calls: what waits or makes commands must not be called in a condition or query.
Run& run_on_fiber(const char* call) {
  Run& run = run_of(call);
  if (run.current == nullptr || run.conditions.is_evaluating()) {
    throw UsageError(std::string(call) +
                     " called outside a workflow's fibers: conditions and queries may only look");
  }
  return run;
}

// A fiber's place among the waiters of an operation.
class Waiting {
 public:
  Waiting(Operation& operation, fiber::Fiber* fiber) : operation_(operation), fiber_(fiber) {
    operation_.add_waiter(fiber_);
  }
  ~Waiting() { operation_.remove_waiter(fiber_); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  Operation& operation_;
  fiber::Fiber* fiber_;
};

// A fiber that is suspended while an exception passes through it could not be unwound at eviction.
void suspend(Run& run) {
  if (std::uncaught_exceptions() > 0) {
    run.fail_task("a destructor waits while an exception passes: do it in a catch block instead",
                  "skald::UsageError");
    run.suspend_for_ever();
  }
  run.suspend();
}

template <class MachineType>
OperationRef begin(Run& run, std::shared_ptr<MachineType> machine, replay::CommandKind kind) {
  if (machine->scope().is_cancelled()) {
    machine->refuse(run);
    return machine;
  }
  run.machines.add(machine);
  run.commands.push(kind, machine);
  return machine;
}

}  // namespace

OperationRef start_activity(ActivityCall call) { return start_activity_with_header(std::move(call), {}); }

OperationRef start_activity_with_header(ActivityCall call, Header header) {
  Run& run = run_on_fiber("skald::run, skald::start or a saga's step");
  if (call.options.task_queue.empty()) call.options.task_queue = run.info.task_queue;
  return begin(run,
               std::make_shared<replay::ActivityMachine>(std::move(call), std::move(header),
                                                         run.current->scope, run.next_number()),
               replay::CommandKind::kScheduleActivity);
}

OperationRef start_timer(Duration delay, Site site) {
  Run& run = run_on_fiber("skald::timer or skald::sleep");
  return begin(run,
               std::make_shared<replay::TimerMachine>(delay, run.current->scope, site, run.next_number()),
               replay::CommandKind::kStartTimer);
}

OperationRef start_child(ChildCall call) {
  Run& run = run_on_fiber("start_child");
  if (call.options.task_queue.empty()) call.options.task_queue = run.info.task_queue;
  if (call.options.id.empty()) {
    std::ostringstream id;
    id << run.info.workflow_id << '-' << std::hex << run.random.next();
    call.options.id = id.str();
  }
  return begin(run,
               std::make_shared<replay::ChildMachine>(std::move(call), run.current->scope, run.next_number()),
               replay::CommandKind::kStartChild);
}

OperationRef signal_external(ExternalSignalCall call) {
  Run& run = run_on_fiber("signal_external");
  return begin(
      run, std::make_shared<replay::SignalMachine>(std::move(call), run.current->scope, run.next_number()),
      replay::CommandKind::kSignalExternal);
}

OperationRef spawn(std::function<Payload()> body, Site site) {
  return replay::SpawnedFiber::start(run_on_fiber("skald::spawn"), std::move(body), site);
}

bool is_ready(const OperationRef& operation) {
  run_of("Future::is_ready");
  return operation->is_ready();
}

void wait(const OperationRef& operation) {
  Run& run = run_on_fiber("Future::get");
  while (!operation->is_ready()) {
    const Waiting waiting(*operation, run.current->fiber);
    suspend(run);
  }
}

std::size_t wait_any(const std::vector<OperationRef>& operations) {
  Run& run = run_on_fiber("skald::any");
  if (operations.empty()) throw UsageError("any() of nothing would wait for ever");
  const auto ready = [&operations] {
    const auto found = std::find_if(operations.begin(), operations.end(),
                                    [](const OperationRef& each) { return each->is_ready(); });
    return static_cast<std::size_t>(found - operations.begin());
  };
  for (;;) {
    if (const std::size_t index = ready(); index < operations.size()) return index;
    std::vector<std::unique_ptr<Waiting>> waiting;
    for (const OperationRef& each : operations) {
      waiting.push_back(std::make_unique<Waiting>(*each, run.current->fiber));
    }
    suspend(run);
  }
}

const Payload& result(const OperationRef& operation) {
  run_of("Future::get");
  return operation->result();
}

void refuse_payload(const OperationRef& source, const std::string& message) {
  Run& run = run_on_fiber("reading a payload");
  std::string where;
  if (source) {
    if (const std::int64_t event = source->result_event_id()) where = "event " + std::to_string(event) + ", ";
    where += "result of " + source->describe() + ": ";
  }
  run.fail_task(where + message + " (SKALD3002)", "skald::PayloadError");
  run.suspend_for_ever();
}

void cancel(const OperationRef& operation) { operation->cancel(run_on_fiber("Future::cancel")); }

bool wait_until(Duration timeout, const std::function<bool()>& condition, Site site) {
  Run& run = run_on_fiber("skald::wait_for or a signal channel");
  if (condition()) return true;
  if (run.current->scope->is_cancelled()) throw run.current->scope->error();
  if (timeout < Duration::zero()) return false;
  const OperationRef timer = timeout > Duration::zero() ? start_timer(timeout, site) : nullptr;
  const auto waiter = std::make_unique<replay::ConditionWaiter>();
  waiter->condition = &condition;
  waiter->fiber = run.current->fiber;
  waiter->scope = run.current->scope;
  const replay::ConditionPlace place(run.conditions, waiter.get());
  while (!waiter->is_over() && !(timer && timer->is_ready())) {
    std::unique_ptr<Waiting> waiting;
    if (timer) waiting = std::make_unique<Waiting>(*timer, waiter->fiber);
    suspend(run);
  }
  if (timer) timer->cancel(run);
  if (waiter->error) std::rethrow_exception(waiter->error);
  if (waiter->cancelled) throw waiter->scope->error();
  return waiter->held || condition();
}

Time now() { return run_of("skald::now").now; }

std::uint64_t random_bits() { return run_on_fiber("skald::random or skald::uuid").random.next(); }

bool is_replaying() { return run_of("skald::log").replaying; }

const WorkflowInfo& info() { return run_of("skald::info").info; }

WorkflowInstance& current_instance() {
  Run& run = run_of("current_instance");
  if (!run.instance) throw UsageError("the workflow's object is not made yet");
  return *run.instance;
}

ScopeRef make_scope(bool shielded) {
  return std::make_shared<Scope>(run_on_fiber("skald::CancelScope or skald::shielded").current->scope,
                                 shielded);
}

void run_in_scope(const ScopeRef& scope, const std::function<void()>& body) {
  replay::FiberContext& context = *run_on_fiber("CancelScope::run").current;
  class Restore {
   public:
    Restore(replay::FiberContext& where, const ScopeRef& next) : context_(where), previous_(where.scope) {
      context_.scope = next;
    }
    ~Restore() { context_.scope = previous_; }
    Restore(const Restore&) = delete;
    Restore& operator=(const Restore&) = delete;

   private:
    replay::FiberContext& context_;
    ScopeRef previous_;
  };
  const Restore restore(context, scope);
  body();
}

void cancel_scope(const ScopeRef& scope, const std::string& reason) {
  Run& run = run_on_fiber("CancelScope::cancel");
  if (scope->is_cancelled()) return;
  scope->cancel(reason);
  run.cancel_waiting();
}

bool is_cancelled(const ScopeRef& scope) {
  run_of("CancelScope::is_cancelled");
  return scope->is_cancelled();
}

ScopeRef current_scope() { return run_on_fiber("skald::is_cancelled").current->scope; }

std::string idempotency_key(const OperationRef& operation) {
  return make_idempotency_key(run_of("a saga's step").info.run_id, operation->activity_id());
}

Outcome outcome(const OperationRef& operation) {
  run_of("a saga's step");
  return operation->outcome();
}

}  // namespace skald::detail
