#include "workers/worker_core.h"

#include <utility>

#include "workers/workflow_log.h"

namespace skald::workers {
namespace {

/// How long a stopping worker waits for its polls to be answered.
constexpr Duration kPollLimit = std::chrono::seconds(5);
/// How long the server may take to answer them.
constexpr Duration kPollGrace = std::chrono::milliseconds(100);

}  // namespace

WorkerCore::WorkerCore(ContextRef context)
    : context_(std::move(context)),
      activities_(std::make_shared<ActivityTasks>(context_)),
      workflows_(std::make_shared<WorkflowTasks>(
          context_,
          ActivitySide{[activities = activities_](ActivityTask task) { activities->run(std::move(task)); },
                       [activities = activities_] { return activities->reserve_slot(); },
                       [activities = activities_](int slots) { activities->release_slots(slots); }})),
      watchdog_(std::make_shared<Watchdog>(context_, workflows_)) {
  workflows_->on_step([watchdog = watchdog_] { watchdog->step_begins(); });
}

WorkerCore::~WorkerCore() { stop(); }

void WorkerCore::start() {
  connect_workflow_log();
  activities_->start();
  workflows_->start();
  const std::lock_guard lock(mutex_);
  phase_ = Phase::kRunning;
  log(LogLevel::kInfo, "worker started",
      {{"namespace", context_->options.namespace_name},
       {"task_queue", context_->task_queue},
       {"identity", context_->identity},
       {"target", context_->connection->target()},
       {"workflows", join(context_->registry->workflow_names())},
       {"activities", join(context_->registry->activity_names())}});
}

void WorkerCore::stop() {
  {
    std::unique_lock lock(mutex_);
    if (phase_ == Phase::kNew) phase_ = Phase::kStopped;
    if (phase_ == Phase::kStopping) changed_.wait(lock, [this] { return phase_ == Phase::kStopped; });
    if (phase_ == Phase::kStopped) return;
    phase_ = Phase::kStopping;
  }
  *context_->stopping = true;
  activities_->stop_polling();
  workflows_->stop_polling();
  announce_stop();
  activities_->finish(kPollLimit);
  workflows_->finish(kPollLimit);
  log(LogLevel::kInfo, "worker stopped",
      {{"namespace", context_->options.namespace_name}, {"task_queue", context_->task_queue}});
  {
    const std::lock_guard lock(mutex_);
    phase_ = Phase::kStopped;
  }
  changed_.notify_all();
}

void WorkerCore::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return phase_ == Phase::kStopped; });
}

/// Tells the server, which then answers this worker's polls and gives tasks of its cached runs to others.
void WorkerCore::announce_stop() {
  wire::ShutdownWorkerRequest request;
  request.set_namespace_(context_->options.namespace_name);
  request.set_sticky_task_queue(context_->sticky_queue);
  request.set_identity(context_->identity);
  request.set_reason("graceful shutdown");
  request.set_worker_instance_key(context_->instance_key);
  request.set_task_queue(context_->task_queue);
  request.add_task_queue_types(temporal::api::enums::v1::TASK_QUEUE_TYPE_WORKFLOW);
  request.add_task_queue_types(temporal::api::enums::v1::TASK_QUEUE_TYPE_ACTIVITY);
  context_->connection->shutdown_worker(
      std::move(request), [context = context_](const Result<wire::ShutdownWorkerResponse>&) {
        // Servers that do not end the polls leave that to us; those that do need a moment for it.
        context->timers->after(kPollGrace, [connection = context->connection, key = context->instance_key] {
          connection->cancel_polls(key);
        });
      });
}

}  // namespace skald::workers
