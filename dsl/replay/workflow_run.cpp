#include "dsl/replay/workflow_run.h"

#include <utility>

#include "dsl/replay/completion.h"
#include "dsl/replay/divergence.h"
#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/history_steps.h"
#include "dsl/replay/query.h"
#include "dsl/replay/run.h"
#include "dsl/replay/task_replay.h"
#include "engine/api/text_check.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;
using History = temporal::api::history::v1::History;

// Takes a run over all steps; stops where code and history part or the code fails.
std::optional<Divergence> take_all(Run& run, const History& history, bool task_at_hand) {
  const Activation activation(run);
  HistorySteps steps(history, run.last_event_id, task_at_hand);
  TaskReplay replay(run, history);
  while (const auto step = steps.next()) {
    if (const auto mismatch = replay.take(*step)) return write_up(run, history, *mismatch);
    if (run.failure) break;
  }
  return std::nullopt;
}

const temporal::api::history::v1::HistoryEvent* first_after(const History& history, std::int64_t id) {
  for (const auto& event : history.events()) {
    if (event.event_id() > id) return &event;
  }
  return nullptr;
}

TaskResult failed_result(const TaskFailure& failure) { return {failed_task(failure), std::nullopt, true}; }

TaskResult failed_result(const std::string& message, const std::string& type) {
  TaskFailure failure;
  failure.cause = enums::WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE;
  failure.failure.set_message(message);
  failure.failure.set_source(kFailureSource);
  failure.failure.mutable_application_failure_info()->set_type(type);
  return failed_result(failure);
}

RunOptions options_of(const Run& run) {
  return {run.info.namespace_name, run.info.workflow_id, run.info.run_id, run.info.task_queue};
}

}  // namespace

struct WorkflowRun::State {
  std::unique_ptr<Run> run;

  bool make_current(const wire::PollWorkflowTaskQueueResponse& task);
  TaskResult handle(const wire::PollWorkflowTaskQueueResponse& task);
};

// The commands of the last task were sent; if that task was refused or timed out, they never became events
// and the fibers are ahead of history: begin anew. False if the task does not bring the events for that.
bool WorkflowRun::State::make_current(const wire::PollWorkflowTaskQueueResponse& task) {
  if (run->last_event_id == 0) return true;
  const auto* next = first_after(task.history(), run->last_event_id);
  if (next == nullptr || next->event_type() == enums::EVENT_TYPE_WORKFLOW_TASK_COMPLETED) return true;
  if (task.history().events(0).event_id() != 1) return false;
  run = std::make_unique<Run>(run->definition, options_of(*run));
  return true;
}

TaskResult WorkflowRun::State::handle(const wire::PollWorkflowTaskQueueResponse& task) {
  if (!make_current(task)) {
    return failed_result("the run's last task was not completed; it needs its whole history", "StaleRun");
  }
  const bool queries_only = task.has_query();
  const History& history = task.history();
  const bool brings_task =
      history.events_size() > 0 &&
      history.events(history.events_size() - 1).event_type() == enums::EVENT_TYPE_WORKFLOW_TASK_STARTED &&
      history.events(history.events_size() - 1).event_id() > run->last_event_id;
  if (!queries_only && !brings_task) {
    return failed_result("the history does not end with a new WorkflowTaskStarted", "BrokenHistory");
  }
  if (auto divergence = take_all(*run, history, !queries_only)) {
    auto response = failed_task(*divergence);
    return {std::move(response), std::move(divergence), true};
  }
  if (run->failure) return failed_result(*run->failure);
  if (queries_only) return {wire::RespondWorkflowTaskCompletedRequest(), std::nullopt, false};
  auto completed = completed_task(*run, task);
  if (const std::string bad = api::find_bad_text(completed); !bad.empty()) {
    return failed_result("the code made a command with a text that is not UTF-8: " + bad + " (SKALD3003)",
                         "TextNotUtf8");
  }
  return {std::move(completed), std::nullopt, run->closing != nullptr};
}

WorkflowRun::WorkflowRun(const detail::WorkflowDefinition& definition, RunOptions options)
    : state_(std::make_unique<State>()) {
  state_->run = std::make_unique<Run>(definition, std::move(options));
}

WorkflowRun::~WorkflowRun() = default;

TaskResult WorkflowRun::handle(const wire::PollWorkflowTaskQueueResponse& task) {
  try {
    return state_->handle(task);
  } catch (const std::exception& error) {
    return failed_result(std::string("the replay engine failed: ") + error.what(), "EngineError");
  }
}

std::int64_t WorkflowRun::next_event_id() const { return state_->run->last_event_id + 1; }

temporal::api::query::v1::WorkflowQueryResult WorkflowRun::query(
    const temporal::api::query::v1::WorkflowQuery& query) {
  return answer_query(*state_->run, query);
}

void WorkflowRun::park() { state_->run->scheduler.park(); }

std::size_t WorkflowRun::bytes() const { return sizeof(Run) + state_->run->scheduler.bytes(); }

std::string WorkflowRun::stack_traces() {
  const Activation activation(*state_->run);
  return state_->run->scheduler.stack_traces();
}

std::optional<Divergence> replay_history(const History& history, const detail::WorkflowDefinition& definition,
                                         RunOptions options) {
  Run run(definition, std::move(options));
  if (auto divergence = take_all(run, history, false)) return divergence;
  if (run.failure) return write_up_failure(run, history);
  return std::nullopt;
}

}  // namespace skald::replay
