#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include <temporal/api/history/v1/message.pb.h>
#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "skald/detail/definition.h"

/// The replay engine: workflow code driven by history, without IO, threads or clock. It turns a workflow task
/// into commands, and finds where code and history disagree.
namespace skald::replay {

namespace wire = ::temporal::api::workflowservice::v1;

/// Code and history disagree. `report` is the page that a person acts on: the event, the command, the file
/// and line that made it, the call stack, the last events that agreed, what usually causes it.
struct Divergence {
  std::int64_t event_id = 0;
  std::string summary;  ///< one line, starts with "TMPRL1100 "
  std::string report;
};

/// What a workflow task led to. Requests lack task_token, identity, namespace and sticky_attributes: the
/// worker adds them.
struct TaskResult {
  std::variant<wire::RespondWorkflowTaskCompletedRequest, wire::RespondWorkflowTaskFailedRequest> response;
  std::optional<Divergence> divergence;
  /// The run has closed, failed its task or diverged: the cached run is of no more use.
  bool evict = false;
};

struct RunOptions {
  std::string namespace_name = "default";
  std::string workflow_id;
  std::string run_id;
  std::string task_queue;
};

/// A run in the cache: its fibers, machines and promises. Everything happens on the thread that made it.
class WorkflowRun {
 public:
  /// `definition` must outlive the run.
  WorkflowRun(const detail::WorkflowDefinition& definition, RunOptions options);
  ~WorkflowRun();
  WorkflowRun(const WorkflowRun&) = delete;
  WorkflowRun& operator=(const WorkflowRun&) = delete;

  /// Advances the run over the task's history, which starts at next_event_id() (or at 1: events that the run
  /// has seen are skipped) and ends with the WorkflowTaskStarted event of this task. Never throws; user
  /// code's exceptions become part of the result.
  TaskResult handle(const wire::PollWorkflowTaskQueueResponse& task);

  /// The first event that the run has not seen. A task that starts later needs the missing pages first.
  std::int64_t next_event_id() const;

  /// Answers a query between tasks, without history. False in the result's error: unknown query.
  temporal::api::query::v1::WorkflowQueryResult query(const temporal::api::query::v1::WorkflowQuery& query);

  /// Copies what is in use of the stacks to the heap and gives back their pages: an idle run then costs what
  /// it uses. The next call that needs the stacks brings them back.
  void park();
  std::size_t bytes() const;
  std::string stack_traces();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Replays a complete history (of an open or closed run). Null: code and history agree.
std::optional<Divergence> replay_history(const temporal::api::history::v1::History& history,
                                         const detail::WorkflowDefinition& definition, RunOptions options);

}  // namespace skald::replay
