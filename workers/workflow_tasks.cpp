#include "workers/workflow_tasks.h"

#include <functional>
#include <utility>

#include "workers/outage_log.h"
#include "workers/poll_backoff.h"
#include "workers/query_reports.h"
#include "workers/retries.h"

namespace skald::workers {
namespace {

/// Of the tasks that come with answers to starts. A client that starts more at once leaves the rest to
/// whoever polls: a task that lies here for seconds times out.
constexpr int kMostFirstTasks = 100;

}  // namespace

WorkflowTasks::WorkflowTasks(ContextRef context, ActivitySide activities)
    : context_(std::move(context)),
      activities_(std::move(activities)),
      failures_(std::make_shared<TaskFailureReports>(context_)) {}

void WorkflowTasks::start() {
  const auto threads = static_cast<std::size_t>(context_->options.workflow_threads);
  const RunCache::Limits limits{std::max<std::size_t>(1, context_->options.cached_runs / threads),
                                context_->options.cached_bytes / threads};
  for (std::size_t i = 0; i < threads; ++i) {
    WorkflowLane::Links links{context_,
                              failures_,
                              tasks_,
                              [self = weak_from_this()](std::optional<QueueKind> polled) {
                                const auto tasks = self.lock();
                                if (tasks) polled ? tasks->poll(*polled, 0) : tasks->release();
                              },
                              activities_,
                              step_begins_};
    lanes_.push_back(std::make_shared<WorkflowLane>(std::move(links), limits));
    lanes_.back()->start();
  }
  polling_ = true;
  for (int i = 0; i < context_->options.workflow_pollers; ++i) {
    poll(QueueKind::kNormal, 0);
    poll(QueueKind::kSticky, 0);
  }
  if (LocalWorkers* workers = context_->connection->local_workers()) workers->add(shared_from_this());
}

void WorkflowTasks::stop_polling() {
  polling_ = false;
  for (const auto& lane : lanes_) lane->drain();
}

void WorkflowTasks::finish(Duration poll_limit) {
  if (!polls_->wait(poll_limit)) {
    log(LogLevel::kWarning, "polls for workflow tasks did not end",
        {{"namespace", context_->options.namespace_name}, {"task_queue", context_->task_queue}});
  }
  tasks_->wait();
  failures_->flush();
  for (const auto& lane : lanes_) lane->close();
  for (const auto& lane : lanes_) lane->join();
}

wire::PollWorkflowTaskQueueRequest WorkflowTasks::poll_request(QueueKind queue) const {
  wire::PollWorkflowTaskQueueRequest request;
  request.set_namespace_(context_->options.namespace_name);
  request.set_identity(context_->identity);
  request.set_worker_instance_key(context_->instance_key);
  auto& name = *request.mutable_task_queue();
  if (queue == QueueKind::kNormal) {
    name.set_name(context_->task_queue);
    name.set_kind(temporal::api::enums::v1::TASK_QUEUE_KIND_NORMAL);
  } else {
    name.set_name(context_->sticky_queue);
    name.set_kind(temporal::api::enums::v1::TASK_QUEUE_KIND_STICKY);
    name.set_normal_name(context_->task_queue);
  }
  return request;
}

void WorkflowTasks::poll(QueueKind queue, int failures) {
  if (!polling_) return;
  polls_->enter();
  context_->connection->poll_workflow_task_queue(
      poll_request(queue), [self = shared_from_this(), queue, failures](PollAnswer answer) {
        self->polled(queue, failures, std::move(answer));
        self->polls_->leave();
      });
}

void WorkflowTasks::polled(QueueKind queue, int failures, PollAnswer answer) {
  if (answer.ok()) log_poll(context_, "workflow tasks", nullptr);
  if (answer.ok() && !answer->task_token().empty()) {
    return hand_out({std::make_unique<WorkflowTask>(std::move(answer).value()), queue});
  }
  if (!polling_) return;
  if (answer.ok()) return poll_later(queue, 0);
  if (answer.error().code == Code::kUnavailable && is_final(*context_->connection)) return;
  log_poll(context_, "workflow tasks", &answer.error());
  poll_later(queue, failures + 1);
}

void WorkflowTasks::poll_later(QueueKind queue, int failures) {
  // Also an empty answer comes back through the timers: repeated here, it would nest call in call.
  context_->timers->after(poll_backoff(failures), [self = weak_from_this(), queue, failures] {
    if (const auto tasks = self.lock()) tasks->poll(queue, failures);
  });
}

void WorkflowTasks::hand_out(ArrivedTask arrived) {
  const std::string& run_id = arrived.task->workflow_execution().run_id();
  const std::size_t lane = std::hash<std::string>()(run_id) % lanes_.size();
  WorkflowItem item = std::move(arrived);
  if (!lanes_[lane]->put(std::move(item))) give_back(*std::get<ArrivedTask>(item).task);
}

bool WorkflowTasks::reserve(const wire::StartWorkflowExecutionRequest& request) {
  const bool is_here = polling_ && request.namespace_() == context_->options.namespace_name &&
                       request.task_queue().name() == context_->task_queue &&
                       context_->registry->find_workflow(request.workflow_type().name()) != nullptr;
  if (!is_here) return false;
  if (first_tasks_.fetch_add(1) < kMostFirstTasks) return true;
  release();
  return false;
}

void WorkflowTasks::take(std::unique_ptr<WorkflowTask> task) { hand_out({std::move(task)}); }

void WorkflowTasks::give_back(const WorkflowTask& task) {
  if (task.has_query()) {
    return context_->connection->respond_query_task_completed(
        report_failed_query(*context_, task, "the worker stopped before it began this query",
                            "WorkerStopped"),
        [](const Result<wire::RespondQueryTaskCompletedResponse>&) {});
  }
  wire::RespondWorkflowTaskFailedRequest request;
  request.set_task_token(task.task_token());
  request.set_identity(context_->identity);
  request.set_namespace_(context_->options.namespace_name);
  request.set_cause(temporal::api::enums::v1::WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
  request.mutable_failure()->set_message("the worker stopped before it began this task");
  request.mutable_failure()->mutable_application_failure_info()->set_type("WorkerStopped");
  failures_->report(std::move(request), 1);
}

}  // namespace skald::workers
