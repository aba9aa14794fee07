#pragma once

#include <optional>

#include "engine/core/decide.h"
#include "engine/core/draft.h"
#include "engine/core/failures.h"
#include "engine/core/retry.h"

/// Runs that follow a run: after continue-as-new, by the workflow's retry policy, by its cron schedule.
namespace skald::core {

/// What the workflow's retry policy says of the run's end.
RetryAnswer decide_workflow_retry(const Draft& draft, const Failure& failure);

/// The run that tries again `backoff` after this moment.
NewRun retry_run(const Draft& draft, const Failure& failure, Duration backoff);

/// How a run ended that another follows by the cron schedule.
struct CronOutcome {
  const common::Payloads* result = nullptr;
  const Failure* failure = nullptr;
};
/// How long the next run of the cron schedule waits after this moment; empty: there is none.
std::optional<Duration> decide_cron(const Draft& draft);
NewRun cron_run(const Draft& draft, const CronOutcome& outcome, Duration backoff);

/// What follows a run that failed or took too long, when its retry policy said `retry`: another attempt, the
/// next run of its schedule, or nothing.
std::optional<NewRun> run_after_failure(const Draft& draft, const Failure& failure, const RetryAnswer& retry);

/// The run that a continue-as-new event names.
NewRun continued_run(const Draft& draft,
                     const command::ContinueAsNewWorkflowExecutionCommandAttributes& wanted,
                     const history::WorkflowExecutionContinuedAsNewEventAttributes& event);

/// What follows a run's Started event at once, beside Scheduled.
struct Beginning {
  /// Recorded before the task is scheduled.
  const wire::SignalWorkflowExecutionRequest* signal = nullptr;
  /// Takes the first workflow task.
  const Poller* eager = nullptr;
};

/// Logs and numbers of a run's first transition: Started, and Scheduled unless there is a backoff.
Transition first_transition(RunIdentity identity, history::WorkflowExecutionStartedEventAttributes started,
                            const std::string& request_id, const Context& context, Time time,
                            const Beginning& beginning = {});

}  // namespace skald::core
