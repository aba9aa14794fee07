#include "dsl/replay/run.h"

#include <utility>

#include "dsl/replay/failure_conversion.h"
#include "skald/detail/utf8.h"

namespace skald::replay {
namespace {

thread_local Run* active = nullptr;

// Makes a context the current one for as long as the fiber has the thread.
class Current {
 public:
  Current(Run& run, FiberContext* context) : run_(run) { run_.current = context; }
  ~Current() { run_.current = nullptr; }
  Current(const Current&) = delete;
  Current& operator=(const Current&) = delete;

 private:
  Run& run_;
};

}  // namespace

Run::Run(const detail::WorkflowDefinition& workflow, RunOptions options)
    : definition(workflow), root(std::make_shared<detail::Scope>(nullptr, false)) {
  info.namespace_name = std::move(options.namespace_name);
  info.workflow_id = std::move(options.workflow_id);
  info.run_id = std::move(options.run_id);
  info.task_queue = std::move(options.task_queue);
  info.workflow_type = workflow.name;
}

void Run::spawn_fiber(std::string name, detail::ScopeRef scope, std::function<void()> body) {
  scheduler.spawn(
      [this, scope = std::move(scope), body = std::move(body)] {
        FiberContext context{fiber::current_fiber(), scope};
        const Current current_context(*this, &context);
        body();
        conditions.check(scheduler);
      },
      std::move(name));
}

void Run::suspend() {
  FiberContext* const context = current;
  conditions.check(scheduler);
  current = nullptr;
  // Evicted passes here with no current context, which is what unwinding code must see.
  fiber::suspend();
  current = context;
}

void Run::suspend_for_ever() {
  for (;;) suspend();
}

void Run::run_fibers() {
  conditions.check(scheduler);
  scheduler.run();
}

void Run::cancel_waiting() {
  const std::vector<std::shared_ptr<Machine>> open = machines.all();
  for (const auto& machine : open) {
    if (machine->scope().is_cancelled()) machine->cancel(*this);
  }
  conditions.cancel(scheduler);
}

void Run::fail_task(temporal::api::failure::v1::Failure reason) {
  if (failure) return;
  failure =
      TaskFailure{temporal::api::enums::v1::WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
                  std::move(reason)};
}

void Run::fail_task(const std::string& message, const std::string& type) {
  temporal::api::failure::v1::Failure reason;
  reason.set_message(detail::as_utf8(message));
  reason.set_source(kFailureSource);
  reason.mutable_application_failure_info()->set_type(type);
  fail_task(std::move(reason));
}

Run* active_run() { return active; }

Activation::Activation(Run& run) : previous_(active) {
  run.scheduler.unpark();
  active = &run;
}

Activation::~Activation() { active = previous_; }

}  // namespace skald::replay
