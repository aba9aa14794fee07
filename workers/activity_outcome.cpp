#include "workers/activity_outcome.h"

#include <string>
#include <utility>

#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/payload_conversion.h"
#include "skald/errors.h"

namespace skald::workers {
namespace {

using Cancellation = ActivityAttempt::Cancellation;

template <class Request>
Request addressed(const WorkerContext& context, const ActivityTask& task) {
  Request request;
  request.set_task_token(task.task_token());
  request.set_identity(context.identity);
  request.set_namespace_(context.options.namespace_name);
  return request;
}

replay::failure_wire::Failure application_failure(std::string message, const char* type) {
  replay::failure_wire::Failure failure;
  failure.set_message(std::move(message));
  failure.set_source(replay::kFailureSource);
  failure.mutable_application_failure_info()->set_type(type);
  return failure;
}

/// Null if the exception is no cancellation.
const CancelledError* as_cancelled(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const CancelledError& error) {
    return &error;  // lives as long as `exception`
  } catch (...) {
    return nullptr;
  }
}

std::optional<Discarded> too_late(ActivityAttempt& attempt) {
  if (attempt.is_overdue()) return Discarded{"the attempt took longer than its timeout"};
  if (attempt.cancellation() == Cancellation::kGone) return Discarded{"the server has given up the attempt"};
  return std::nullopt;
}

ActivityReport report_failure(ActivityAttempt& attempt, replay::failure_wire::Failure failure) {
  auto request = addressed<wire::RespondActivityTaskFailedRequest>(attempt.context(), attempt.task());
  *request.mutable_failure() = std::move(failure);
  if (Payloads unsent = attempt.end_heartbeats(); !unsent.empty()) {
    replay::to_message(std::move(unsent), *request.mutable_last_heartbeat_details());
  }
  return request;
}

}  // namespace

ActivityReport report_result(ActivityAttempt& attempt, Payload result) {
  attempt.end_heartbeats();
  if (const auto late = too_late(attempt)) return *late;
  auto request = addressed<wire::RespondActivityTaskCompletedRequest>(attempt.context(), attempt.task());
  replay::to_message(std::move(result), *request.mutable_result()->add_payloads());
  return request;
}

ActivityReport report_exception(ActivityAttempt& attempt, const std::exception_ptr& exception) {
  if (const auto late = too_late(attempt)) return *late;
  const CancelledError* cancelled = as_cancelled(exception);
  if (cancelled == nullptr) return report_failure(attempt, replay::to_failure(exception));
  switch (attempt.cancellation()) {
    case Cancellation::kRequested: {
      attempt.end_heartbeats();
      auto request = addressed<wire::RespondActivityTaskCanceledRequest>(attempt.context(), attempt.task());
      if (!cancelled->details().empty()) replay::to_message(cancelled->details(), *request.mutable_details());
      return request;
    }
    case Cancellation::kWorkerStops:
      return report_failure(attempt, application_failure("the worker stopped", "WorkerStopped"));
    default: return report_failure(attempt, application_failure(cancelled->what(), "CancelledError"));
  }
}

ActivityReport report_unregistered(ActivityAttempt& attempt) {
  const WorkerContext& context = attempt.context();
  return report_failure(
      attempt,
      application_failure("activity type " + attempt.task().activity_type().name() +
                              " is not registered on task queue " + context.task_queue +
                              "; registered: " + join(context.registry->activity_names()) + " (SKALD3001)",
                          "UnregisteredActivityType"));
}

wire::RespondActivityTaskFailedRequest report_not_begun(const WorkerContext& context,
                                                        const ActivityTask& task) {
  auto request = addressed<wire::RespondActivityTaskFailedRequest>(context, task);
  *request.mutable_failure() =
      application_failure("the worker stopped before it began this attempt", "WorkerStopped");
  return request;
}

}  // namespace skald::workers
