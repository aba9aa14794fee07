#pragma once

#include <string>
#include <vector>

#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "engine/core/decision.h"
#include "engine/core/update.h"

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
  /// The request's id was attached to it (decide_attach): it is answered with this run again.
  bool has_attached = false;
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
/// The same for a client on the port that takes the first workflow task with the answer. It gets none if the
/// task must wait.
Transition decide_start_eagerly(const wire::StartWorkflowExecutionRequest& request, const Context& context);

/// What a start that is answered with a running workflow leaves there (on_conflict_options). Empty if it
/// leaves nothing, or did so before.
Result<Decision> decide_attach(const RunState& state, const wire::StartWorkflowExecutionRequest& request,
                               const Context& context);

/// The two halves of a signal-with-start. Its own checks come first: validate_signal_with_start.
wire::StartWorkflowExecutionRequest start_of(const wire::SignalWithStartWorkflowExecutionRequest& request);
wire::SignalWorkflowExecutionRequest signal_of(const wire::SignalWithStartWorkflowExecutionRequest& request);
Status validate_signal_with_start(const wire::SignalWithStartWorkflowExecutionRequest& request,
                                  const Limits& limits);
/// The run begins with the signal.
Transition decide_start_with_signal(const wire::StartWorkflowExecutionRequest& request,
                                    const wire::SignalWorkflowExecutionRequest& signal,
                                    const Context& context);
/// The workflow runs already. Unlike a plain signal, this one ends a start delay.
Result<Decision> decide_signal_with_start(const RunState& state,
                                          const wire::SignalWorkflowExecutionRequest& request,
                                          const Context& context);

// --- workflow tasks ----------------------------------------------------------------------------------------

/// Gives the ready workflow task to a worker. For a worker in the process the transition is to be applied and
/// not logged (is_volatile()). kNotFound if that task is not ready any more.
Result<Decision> decide_start_workflow_task(const RunState& state, std::int64_t scheduled_event_id,
                                            const Poller& poller, const Context& context);

/// True if nothing of it is logged: a worker in this process took the task, or it is a speculative one.
bool is_volatile(const Transition& transition);

/// The request id of tasks that a completion starts for its own worker.
inline constexpr char kInlineRequestId[] = "request-from-RespondWorkflowTaskCompleted";

struct CompletedWorkflowTask : Decision {
  /// Activities that the completion asked to start eagerly, by scheduled event id: the caller may start them
  /// for the completing worker in the same group (decide_start_activity), if it has slots.
  std::vector<std::int64_t> eager_activities;
  /// The next workflow task is started for the worker that completed: it gets it with the answer.
  bool has_next_task = false;
  /// Updates that were refused; no event says so.
  std::vector<RejectedUpdate> rejected_updates;
  /// The completion was refused, and with it every update that the worker had got and not accepted.
  bool loses_updates = false;
  /// Not 0: the task left no trace, and its ids will come again. The worker must go back to this event.
  std::int64_t reset_history_event_id = 0;
};
/// `admitted`: the updates that the workflow has not answered.
Result<CompletedWorkflowTask> decide_complete_workflow_task(
    const RunState& state, const internal::v1::TaskToken& token,
    const wire::RespondWorkflowTaskCompletedRequest& request, const Context& context,
    const AdmittedUpdates& admitted = {});

Result<Decision> decide_fail_workflow_task(const RunState& state, const internal::v1::TaskToken& token,
                                           const wire::RespondWorkflowTaskFailedRequest& request,
                                           const Context& context);

/// The events of the pending workflow task that a worker must be shown and that no history holds; ids follow
/// the last one. Scheduled and Started of a transient task, and Started of a task that a worker in this
/// process holds.
std::vector<temporal::api::history::v1::HistoryEvent> transient_events(const RunState& state);

/// Forgets which worker has the run in its cache: its next task is offered to all. A task that waits for that
/// worker already goes on to do so, for as long as it was to.
Result<Decision> decide_reset_sticky(const RunState& state, const Context& context);

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

// --- polls whose worker vanished --------------------------------------------------------------------------

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

struct UpdateAdmission : Decision {
  /// Otherwise the update is known already, and is not asked of the workflow a second time.
  bool is_new = false;
};
Result<UpdateAdmission> decide_update(const RunState& state, const AdmittedUpdates& admitted,
                                      const wire::UpdateWorkflowExecutionRequest& request,
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
