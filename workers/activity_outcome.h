#pragma once

#include <exception>
#include <variant>

#include "skald/payload.h"
#include "workers/activity_attempt.h"

namespace skald::workers {

/// The attempt's result is for nobody: it came too late.
struct Discarded {
  const char* reason;
};

/// What is said to the server about an attempt that has ended.
using ActivityReport =
    std::variant<wire::RespondActivityTaskCompletedRequest, wire::RespondActivityTaskFailedRequest,
                 wire::RespondActivityTaskCanceledRequest, Discarded>;

/// The function returned `result`.
ActivityReport report_result(ActivityAttempt& attempt, Payload result);
/// The function threw. A CancelledError is a cancellation only if the workflow asked for one.
ActivityReport report_exception(ActivityAttempt& attempt, const std::exception_ptr& exception);
/// Nobody has registered the type: a retryable failure that names those that are.
ActivityReport report_unregistered(ActivityAttempt& attempt);
/// The worker stopped before the attempt began.
wire::RespondActivityTaskFailedRequest report_not_begun(const WorkerContext& context,
                                                        const ActivityTask& task);

}  // namespace skald::workers
