#pragma once

#include "engine/core/draft.h"
#include "engine/core/failures.h"
#include "engine/core/retry.h"

/// Runs that follow a run: after continue-as-new, and by the workflow's retry policy.
namespace skald::core {

/// What the workflow's retry policy says of the run's end.
RetryAnswer decide_workflow_retry(const Draft& draft, const Failure& failure);

/// The run that tries again `backoff` after this moment.
NewRun retry_run(const Draft& draft, const Failure& failure, Duration backoff);

/// The run that a continue-as-new event names.
NewRun continued_run(const Draft& draft,
                     const command::ContinueAsNewWorkflowExecutionCommandAttributes& wanted,
                     const history::WorkflowExecutionContinuedAsNewEventAttributes& event);

/// Logs and numbers of a run's first transition: Started, and Scheduled unless there is a backoff.
Transition first_transition(RunIdentity identity, history::WorkflowExecutionStartedEventAttributes started,
                            const std::string& request_id, const Context& context, Time time);

}  // namespace skald::core
