#include "workers/watchdog.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "workers/query_reports.h"

namespace skald::workers {
namespace {

constexpr int kMostRetiredThreads = 4;

std::string held_message(Duration limit) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  return "workflow code held its thread for " + std::to_string(milliseconds) +
         " ms without waiting: blocking calls and long computations belong into activities";
}

}  // namespace

bool is_debugged() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("TracerPid:", 0) == 0) return line.find_first_of("123456789") != std::string::npos;
  }
  return false;
}

void Watchdog::step_begins() {
  const Duration limit = context_->options.longest_task_step;
  if (limit == Duration::zero() || is_armed_.load(std::memory_order_relaxed) || is_armed_.exchange(true))
    return;
  context_->timers->after(limit, [self = weak_from_this()] {
    if (const auto watchdog = self.lock()) watchdog->check();
  });
}

void Watchdog::check() {
  const auto tasks = tasks_.lock();
  if (tasks == nullptr) return;
  // Before looking: a step that begins while we look arms the next check itself.
  is_armed_ = false;
  bool is_busy = false;
  for (const auto& lane : tasks->lanes()) {
    if (const auto held =
            is_debugged() ? std::nullopt : lane->retire_held(context_->options.longest_task_step)) {
      retired(*held, *tasks);
    }
    is_busy = is_busy || lane->is_in_step();
  }
  if (is_busy) step_begins();
}

void Watchdog::retired(const WorkflowLane::HeldStep& step, WorkflowTasks& tasks) {
  LogFields fields{{"namespace", context_->options.namespace_name},
                   {"workflow", step.task.workflow_execution().workflow_id()},
                   {"run", step.task.workflow_execution().run_id()},
                   {"type", step.task.workflow_type().name()},
                   {"task_queue", context_->task_queue},
                   {"attempt", std::to_string(step.task.attempt())},
                   {"stack", step.stack}};
  log(LogLevel::kError, "workflow code holds its thread", fields);
  report(step, tasks);
  if (++retired_threads_ != kMostRetiredThreads) return;
  tasks.stop_polling();
  log(LogLevel::kError, "the worker takes no more workflow tasks: too many threads are held by workflow code",
      {{"namespace", context_->options.namespace_name},
       {"task_queue", context_->task_queue},
       {"threads", std::to_string(retired_threads_)}});
}

void Watchdog::report(const WorkflowLane::HeldStep& step, WorkflowTasks& tasks) {
  const std::string message = held_message(context_->options.longest_task_step);
  if (step.task.has_query()) {
    return context_->connection->respond_query_task_completed(
        report_failed_query(*context_, step.task, message, "ThreadHeld"),
        [](const Result<wire::RespondQueryTaskCompletedResponse>&) {});
  }
  wire::RespondWorkflowTaskFailedRequest request;
  request.set_task_token(step.task.task_token());
  request.set_identity(context_->identity);
  request.set_namespace_(context_->options.namespace_name);
  request.set_cause(temporal::api::enums::v1::WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
  request.mutable_failure()->set_message(message);
  request.mutable_failure()->set_stack_trace(
      step.stack.empty() ? "(no stack: WorkerOptions::stack_signal names no signal to ask the thread with)"
                         : step.stack);
  request.mutable_failure()->mutable_application_failure_info()->set_type("ThreadHeld");
  tasks.failures()->report(std::move(request), step.task.attempt());
}

}  // namespace skald::workers
