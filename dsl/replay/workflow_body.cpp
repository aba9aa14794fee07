#include "dsl/replay/workflow_body.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "dsl/replay/closing_machine.h"
#include "dsl/replay/failure_conversion.h"
#include "skald/child_errors.h"

namespace skald::replay {
namespace {

bool is_cancellation(const WorkflowError& error) {
  if (dynamic_cast<const CancelledError*>(&error) != nullptr) return true;
  const bool is_wrapped = dynamic_cast<const ActivityError*>(&error) != nullptr ||
                          dynamic_cast<const ChildWorkflowError*>(&error) != nullptr;
  return is_wrapped && error.cause() != nullptr && is_cancellation(*error.cause());
}

void close(Run& run, std::shared_ptr<ClosingMachine> how) {
  if (!run.closing) run.closing = std::move(how);
}

void end_with(Run& run, const WorkflowError& error) {
  if (!run.root->is_cancelled() || !is_cancellation(error)) return close(run, ClosingMachine::fail(error));
  const auto* cancelled = dynamic_cast<const CancelledError*>(&error);
  close(run, ClosingMachine::cancel(cancelled == nullptr ? Payloads() : cancelled->details()));
}

void fail_task_with(Run& run, const std::string& where, const std::exception_ptr& error) {
  const std::string type = type_name(error);
  run.fail_task(where + type + ": " + message_of(error), type);
}

// Lets the fibers that are ready now run first.
void yield(Run& run) {
  run.scheduler.make_ready(run.current->fiber);
  run.suspend();
}

bool create_instance(Run& run) {
  try {
    const Payloads input = std::exchange(run.input, {});
    run.instance = run.definition.create(input);
    return true;
  } catch (const PayloadError& error) {
    run.fail_task(
        "event 1, input of workflow " + run.info.workflow_type + ": " + error.what() + " (SKALD3002)",
        "skald::PayloadError");
    return false;
  }
}

void run_body(Run& run) {
  try {
    if (!create_instance(run)) return;
    if (!run.pending_signals.empty()) {
      retry_pending_signals(run);
      yield(run);
    }
    Payload result = run.instance->run();
    close(run, ClosingMachine::complete(std::move(result)));
  } catch (const fiber::Evicted&) {
    throw;
  } catch (const detail::ContinueAsNew& request) {
    close(run, ClosingMachine::continue_as_new(request, run));
  } catch (const WorkflowError& error) {
    end_with(run, error);
  } catch (...) {
    fail_task_with(run, "", std::current_exception());
  }
}

bool has_handler(const Run& run, const std::string& signal) {
  const std::vector<std::string> names = run.instance->signal_names();
  return std::find(names.begin(), names.end(), signal) != names.end();
}

void run_handler(Run& run, PendingSignal& signal) {
  const std::string where = "event " + std::to_string(signal.event_id) + ", ";
  try {
    if (!run.instance->signal(signal.name, signal.input)) run.pending_signals.push_back(std::move(signal));
  } catch (const fiber::Evicted&) {
    throw;
  } catch (const PayloadError& error) {
    run.fail_task(where + "input of signal " + signal.name + ": " + error.what() + " (SKALD3002)",
                  "skald::PayloadError");
  } catch (const CancelledError&) {
    // The run is being cancelled, and its body says how that ends.
    if (!run.root->is_cancelled())
      fail_task_with(run, where + "handler of signal " + signal.name + ": ", std::current_exception());
  } catch (const WorkflowError& error) {
    end_with(run, error);
  } catch (...) {
    fail_task_with(run, where + "handler of signal " + signal.name + ": ", std::current_exception());
  }
}

}  // namespace

void start_body(Run& run) {
  run.spawn_fiber(run.info.workflow_type, run.root, [&run] { run_body(run); });
}

void deliver_signal(Run& run, PendingSignal signal) {
  if (!run.instance || !has_handler(run, signal.name)) {
    run.pending_signals.push_back(std::move(signal));
    return;
  }
  auto held = std::make_shared<PendingSignal>(std::move(signal));
  run.spawn_fiber("signal " + held->name, run.root, [&run, held] { run_handler(run, *held); });
}

void retry_pending_signals(Run& run) {
  for (PendingSignal& signal : std::exchange(run.pending_signals, {})) deliver_signal(run, std::move(signal));
}

}  // namespace skald::replay
