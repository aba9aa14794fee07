#pragma once

#include <string>
#include <vector>

#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "engine/core/decision.h"

/// The decisions: pure functions from a run's state and a request to a transition, or to a refusal that
/// leaves the run untouched (the Result's error). Semantics, event order and messages are those of Temporal's
/// server 1.32. One .cpp per group: decide_start.cpp, decide_signal.cpp, decide_activity.cpp, …
namespace skald::core {

namespace wire = ::temporal::api::workflowservice::v1;

// --- start -------------------------------------------------------------------------------------------------

/// What is known of the newest run of a workflow id.
struct CurrentRun {
  std::string run_id;
  std::string first_execution_run_id;
  std::string start_request_id;
  temporal::api::enums::v1::WorkflowExecutionStatus status{};
};

/// What a start does given the newest run of its workflow id (null: there is none).
enum class StartAction { kStart, kReturnExisting, kReturnSameRequest, kTerminateAndStart };
Result<StartAction> decide_start_action(const wire::StartWorkflowExecutionRequest& request,
                                        const CurrentRun* current);

/// What decide_terminate is asked before the start, for kTerminateAndStart.
wire::TerminateWorkflowExecutionRequest terminate_for_start(const std::string& new_run_id);

/// Checks a start request by itself: ids, lengths, timeouts, retry policy, payload sizes.
Status validate_start(const wire::StartWorkflowExecutionRequest& request, const Limits& limits);

/// The first transition of a run (its id: context.new_run_id). `request` was validated.
Transition decide_start(const wire::StartWorkflowExecutionRequest& request, const Context& context);

// --- workflow tasks ----------------------------------------------------------------------------------------

/// Gives the ready workflow task to a worker. For a worker in the process the transition is to be applied and
/// not logged (is_volatile()). kNotFound if that task is not ready any more.
Result<Decision> decide_start_workflow_task(const RunState& state, std::int64_t scheduled_event_id,
                                            const Poller& poller, const Context& context);

/// True if the transition only says that a worker in this process took the workflow task.
bool is_volatile(const Transition& transition);

struct CompletedWorkflowTask : Decision {
  /// Activities that the completion asked to start eagerly, by scheduled event id: the caller may start them
  /// for the completing worker in the same group (decide_start_activity), if it has slots.
  std::vector<std::int64_t> eager_activities;
};
Result<CompletedWorkflowTask> decide_complete_workflow_task(
    const RunState& state, const internal::v1::TaskToken& token,
    const wire::RespondWorkflowTaskCompletedRequest& request, const Context& context);

Result<Decision> decide_fail_workflow_task(const RunState& state, const internal::v1::TaskToken& token,
                                           const wire::RespondWorkflowTaskFailedRequest& request,
                                           const Context& context);

/// The events of the pending workflow task that a worker must be shown and that no history holds; ids follow
/// the last one. Scheduled and Started of a transient task, and Started of a task that a worker in this
/// process holds.
std::vector<temporal::api::history::v1::HistoryEvent> transient_events(const RunState& state);

// --- activities --------------------------------------------------------------------------------------------

/// Gives one attempt to a worker. kNotFound if that attempt is not ready any more.
Result<Decision> decide_start_activity(const RunState& state, std::int64_t scheduled_event_id,
                                       std::int32_t attempt, const Poller& poller, const Context& context);
/// The activity that a token, or an activity id (token without started time), names.
Result<Decision> decide_complete_activity(const RunState& state, const internal::v1::TaskToken& token,
                                          const wire::RespondActivityTaskCompletedRequest& request,
                                          const Context& context);
Result<Decision> decide_fail_activity(const RunState& state, const internal::v1::TaskToken& token,
                                      const wire::RespondActivityTaskFailedRequest& request,
                                      const Context& context);
Result<Decision> decide_cancel_activity(const RunState& state, const internal::v1::TaskToken& token,
                                        const wire::RespondActivityTaskCanceledRequest& request,
                                        const Context& context);

struct Heartbeat : Decision {
  bool cancel_requested = false;
};
Result<Heartbeat> decide_heartbeat(const RunState& state, const internal::v1::TaskToken& token,
                                   const wire::RecordActivityTaskHeartbeatRequest& request,
                                   const Context& context);

// --- polls whose worker vanished ----------------------------------------------------------------------------

/// Gives back what was started for a worker that had gone before it could get the task: it is ready again.
/// kNotFound if the worker with this request id does not hold it (any more).
Result<Decision> decide_return_workflow_task(const RunState& state, const Poller& poller,
                                             const Context& context);
Result<Decision> decide_return_activity(const RunState& state, std::int64_t scheduled_event_id,
                                        const Poller& poller, const Context& context);

// --- requests from outside ---------------------------------------------------------------------------------

Result<Decision> decide_signal(const RunState& state, const wire::SignalWorkflowExecutionRequest& request,
                               const Context& context);
Result<Decision> decide_request_cancel(const RunState& state,
                                       const wire::RequestCancelWorkflowExecutionRequest& request,
                                       const Context& context);
Result<Decision> decide_terminate(const RunState& state,
                                  const wire::TerminateWorkflowExecutionRequest& request,
                                  const Context& context);

// --- time and crashes --------------------------------------------------------------------------------------

/// Everything whose deadline is not after context.now, in one transition: expired timers (by expiry, then
/// started id) before time-outs. Empty if nothing is due.
Decision decide_deadlines(const RunState& state, const Context& context);

/// After a restart: ends what workers of earlier incarnations held. Every such activity attempt ends as a
/// start-to-close timeout ("the process that ran it ended"); buffered events without a started workflow task
/// are flushed. Empty if nothing was lost.
Decision decide_worker_lost(const RunState& state, const Context& context);

}  // namespace skald::core
