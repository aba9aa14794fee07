#include "workers/workflow_task_handler.h"

#include <utility>

#include "engine/api/time.h"
#include "engine/base/kill_points.h"
#include "workers/query_reports.h"

namespace skald::workers {
namespace {

constexpr Duration kIdleBeforeParking = std::chrono::seconds(1);
constexpr std::size_t kParkedAtOnce = 64;

}  // namespace

bool continues(std::int64_t next_event_id, const temporal::api::history::v1::History& history) {
  if (history.events_size() == 0) return false;
  const std::int64_t first = history.events(0).event_id();
  if (next_event_id < first) return false;
  const std::int64_t index = next_event_id - first;
  if (index >= history.events_size()) return false;
  return next_event_id == 1 ||
         history.events(static_cast<int>(index)).has_workflow_task_completed_event_attributes();
}

LogFields log_fields(const WorkerContext& context, const WorkflowTask& task) {
  return {{"namespace", context.options.namespace_name},
          {"workflow", task.workflow_execution().workflow_id()},
          {"run", task.workflow_execution().run_id()},
          {"type", task.workflow_type().name()},
          {"task_queue", context.task_queue},
          {"attempt", std::to_string(task.attempt())}};
}

WorkflowTaskHandler::WorkflowTaskHandler(ContextRef context, RunCache::Limits limits, TaskOutlet& outlet)
    : context_(std::move(context)), outlet_(outlet), cache_(limits) {}

void WorkflowTaskHandler::handle(WorkflowTask task) {
  pass(KillPoint::kTaskTaken);
  const auto* definition = context_->registry->find_workflow(task.workflow_type().name());
  if (definition == nullptr) return fail_unregistered(task);
  if (task.has_query()) return handle_query(std::move(task), *definition);
  const std::string& run_id = task.workflow_execution().run_id();
  CachedRun* cached = cache_.find(run_id);
  if (cached != nullptr && !continues(cached->run->next_event_id(), task.history())) {
    cache_.evict(run_id);
    cached = nullptr;
  }
  if (cached == nullptr && first_event_id(task) != 1) {
    return start_fetch(std::move(task), HistoryFetch::From::kStart);
  }
  if (!task.next_page_token().empty()) return start_fetch(std::move(task), HistoryFetch::From::kNextPage);
  if (cached == nullptr) {
    cached = &cache_.put(run_id, std::make_unique<replay::WorkflowRun>(*definition, run_options(task)));
  }
  advance(*cached, task);
}

replay::RunOptions WorkflowTaskHandler::run_options(const WorkflowTask& task) const {
  return {context_->options.namespace_name, task.workflow_execution().workflow_id(),
          task.workflow_execution().run_id(), context_->task_queue};
}

// The server asks the worker that has the run cached without any history, others with the whole one.
void WorkflowTaskHandler::handle_query(WorkflowTask task,
                                       const skald::detail::WorkflowDefinition& definition) {
  if (!task.next_page_token().empty()) return start_fetch(std::move(task), HistoryFetch::From::kNextPage);
  if (first_event_id(task) == 1) {
    replay::WorkflowRun run(definition, run_options(task));
    return ask(run, task);
  }
  CachedRun* cached = cache_.find(task.workflow_execution().run_id());
  const bool is_current =
      cached != nullptr && cached->run->next_event_id() == task.previous_started_event_id() + 1;
  if (!is_current) return start_fetch(std::move(task), HistoryFetch::From::kStart);
  ask(*cached->run, task);
  if (!is_retired_) cache_.keep(*cached, context_->timers->now());
}

void WorkflowTaskHandler::ask(replay::WorkflowRun& run, const WorkflowTask& task) {
  outlet_.begin_step(task);
  std::string failure;
  if (task.history().events_size() > 0) {
    const replay::TaskResult replayed = run.handle(task);
    if (const auto* failed = std::get_if<wire::RespondWorkflowTaskFailedRequest>(&replayed.response))
      failure = failed->failure().message();
  }
  auto report = failure.empty() ? report_query(*context_, task, run.query(task.query()))
                                : report_failed_query(*context_, task, failure, "WorkflowTaskFailed");
  if (outlet_.end_step()) {
    outlet_.answer_query(std::move(report));
  } else {
    is_retired_ = true;
  }
}

void WorkflowTaskHandler::advance(CachedRun& cached, const WorkflowTask& task) {
  outlet_.begin_step(task);
  replay::TaskResult result = cached.run->handle(task);
  if (!outlet_.end_step()) {
    is_retired_ = true;
    return;
  }
  if (result.divergence) {
    LogFields fields = log_fields(*context_, task);
    fields.emplace_back("report", result.divergence->report);
    log(LogLevel::kError, result.divergence->summary, fields);
  }
  const bool keeps_run = !result.evict && !context_->options.evict_every_task;
  if (auto* completed = std::get_if<wire::RespondWorkflowTaskCompletedRequest>(&result.response)) {
    send(task, std::move(*completed), keeps_run);
  } else {
    send(task, std::move(std::get<wire::RespondWorkflowTaskFailedRequest>(result.response)));
  }
  if (keeps_run) {
    cache_.keep(cached, context_->timers->now());
  } else {
    cache_.evict(cached.run_id);
  }
}

void WorkflowTaskHandler::send(const WorkflowTask& task, wire::RespondWorkflowTaskCompletedRequest request,
                               bool keeps_run) {
  request.set_task_token(task.task_token());
  request.set_identity(context_->identity);
  request.set_namespace_(context_->options.namespace_name);
  request.set_worker_instance_key(context_->instance_key);
  // A run that has seen events of a task which the server then drops is made anew: see continues().
  request.mutable_capabilities()->set_discard_speculative_workflow_task_with_events(true);
  if (keeps_run) {
    auto& sticky = *request.mutable_sticky_attributes();
    auto& queue = *sticky.mutable_worker_task_queue();
    queue.set_name(context_->sticky_queue);
    queue.set_kind(temporal::api::enums::v1::TASK_QUEUE_KIND_STICKY);
    queue.set_normal_name(context_->task_queue);
    *sticky.mutable_schedule_to_start_timeout() = api::to_duration_message(context_->options.sticky_timeout);
  }
  pass(KillPoint::kTaskDone);
  outlet_.complete(task.workflow_execution().run_id(), std::move(request));
}

void WorkflowTaskHandler::send(const WorkflowTask& task, wire::RespondWorkflowTaskFailedRequest request) {
  LogFields fields = log_fields(*context_, task);
  fields.emplace_back("failure", request.failure().message());
  log(LogLevel::kWarning, "workflow task failed", fields);
  request.set_task_token(task.task_token());
  request.set_identity(context_->identity);
  request.set_namespace_(context_->options.namespace_name);
  outlet_.fail(std::move(request), task.attempt());
}

void WorkflowTaskHandler::fail(const WorkflowTask& task, std::string message, std::string type) {
  if (task.has_query()) {
    return outlet_.answer_query(report_failed_query(*context_, task, std::move(message), std::move(type)));
  }
  wire::RespondWorkflowTaskFailedRequest request;
  request.set_cause(temporal::api::enums::v1::WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE);
  request.mutable_failure()->set_message(std::move(message));
  request.mutable_failure()->mutable_application_failure_info()->set_type(std::move(type));
  send(task, std::move(request));
}

void WorkflowTaskHandler::fail_unregistered(const WorkflowTask& task) {
  fail(task,
       "workflow type " + task.workflow_type().name() + " is not registered on task queue " +
           context_->task_queue + "; registered: " + join(context_->registry->workflow_names()) +
           " (SKALD3001)",
       "UnregisteredWorkflowType");
}

void WorkflowTaskHandler::start_fetch(WorkflowTask task, HistoryFetch::From from) {
  auto fetch = std::make_shared<HistoryFetch>();
  fetch->task = std::move(task);
  fetch->from = from;
  outlet_.fetch(std::move(fetch));
}

void WorkflowTaskHandler::page_arrived(HistoryPage arrived) {
  HistoryFetch& fetch = *arrived.fetch;
  if (!arrived.page.ok()) {
    // The run is gone, or nobody can be told. A task of the engine in this process has no timeout: whatever
    // else keeps its history from being read must be said.
    const Code code = arrived.page.error().code;
    const bool is_cut_off = code == Code::kUnavailable &&
                            (!context_->connection->in_process() || context_->connection->is_shut_down());
    if (code == Code::kNotFound || is_cut_off) return;
    return fail(fetch.task, "reading the history failed: " + arrived.page.error().message,
                "HistoryUnreadable");
  }
  if (!take_page(fetch, std::move(arrived.page).value())) return outlet_.fetch(arrived.fetch);
  const WorkflowTask ids = ids_of(fetch.task);
  Result<WorkflowTask> whole = complete_task(fetch);
  if (!whole.ok()) return fail(ids, whole.error().message, "HistoryIncomplete");
  handle(std::move(whole).value());
}

void WorkflowTaskHandler::completion_answered(CompletionAnswer answered) {
  if (answered.answer.ok()) {
    if (answered.answer->has_workflow_task()) handle(std::move(*answered.answer->mutable_workflow_task()));
    return;
  }
  // The run went on with commands that the server does not know.
  cache_.evict(answered.run_id);
  log(LogLevel::kDebug, "workflow task completion was refused",
      {{"namespace", context_->options.namespace_name},
       {"run", answered.run_id},
       {"task_queue", context_->task_queue},
       {"error", answered.answer.error().message}});
}

bool WorkflowTaskHandler::park_idle() {
  const auto since = context_->timers->now() - kIdleBeforeParking;
  cache_.park_idle(since, kParkedAtOnce);
  const CachedRun* oldest = cache_.oldest_unparked();
  return oldest != nullptr && oldest->last_used <= since;
}

}  // namespace skald::workers
