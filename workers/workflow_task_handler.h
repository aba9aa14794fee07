#pragma once

#include <functional>
#include <memory>
#include <string>

#include "workers/history_fetch.h"
#include "workers/run_cache.h"
#include "workers/worker_context.h"
#include "workers/workflow_items.h"

namespace skald::workers {

/// Where the answers of a handler go. Called on the handler's thread.
class TaskOutlet {
 public:
  virtual ~TaskOutlet() = default;
  virtual void complete(const std::string& run_id, wire::RespondWorkflowTaskCompletedRequest request) = 0;
  /// `attempt` of the task that failed: see TaskFailureReports.
  virtual void fail(wire::RespondWorkflowTaskFailedRequest request, std::int32_t attempt) = 0;
  virtual void answer_query(wire::RespondQueryTaskCompletedRequest request) = 0;
  virtual void fetch(std::shared_ptr<HistoryFetch> fetch) = 0;
  /// User code begins and ends: between the two the thread may be held.
  virtual void begin_step(const WorkflowTask& task) = 0;
  /// False: the step took too long and its outcome is not wanted any more.
  virtual bool end_step() = 0;
};

/// Turns workflow tasks into completions, with the runs of one thread. Everything happens on that thread.
class WorkflowTaskHandler {
 public:
  WorkflowTaskHandler(ContextRef context, RunCache::Limits limits, TaskOutlet& outlet);

  void handle(WorkflowTask task);
  void completion_answered(CompletionAnswer answered);
  void page_arrived(HistoryPage arrived);
  /// Parks runs that were idle for a second, some at a time. True: more of them may be parked at once.
  bool park_idle();

  RunCache& cache() { return cache_; }
  bool is_retired() const { return is_retired_; }

 private:
  void handle_query(WorkflowTask task, const skald::detail::WorkflowDefinition& definition);
  void ask(replay::WorkflowRun& run, const WorkflowTask& task);
  replay::RunOptions run_options(const WorkflowTask& task) const;
  void advance(CachedRun& cached, const WorkflowTask& task);
  void send(const WorkflowTask& task, wire::RespondWorkflowTaskCompletedRequest request, bool keeps_run);
  void send(const WorkflowTask& task, wire::RespondWorkflowTaskFailedRequest request);
  void fail(const WorkflowTask& task, std::string message, std::string type);
  void fail_unregistered(const WorkflowTask& task);
  void start_fetch(WorkflowTask task, HistoryFetch::From from);

  ContextRef context_;
  TaskOutlet& outlet_;
  RunCache cache_;
  bool is_retired_ = false;
};

/// True if the run's last task was completed with what the run remembers: the events that it has not seen
/// begin with that completion. Otherwise (the completion was refused, lost or late) the run must be made anew
/// from its history.
bool continues(std::int64_t next_event_id, const temporal::api::history::v1::History& history);

/// The fields that every log line about a task carries.
LogFields log_fields(const WorkerContext& context, const WorkflowTask& task);

}  // namespace skald::workers
