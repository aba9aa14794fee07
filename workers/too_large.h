#pragma once

#include <optional>

#include "workers/worker_context.h"

namespace skald::workers {

/// What to tell a server instead of a message that it refuses for its size: nobody else would tell it, and
/// the task would be tried for ever. Nullopt for messages that every server takes.
std::optional<wire::RespondWorkflowTaskFailedRequest> report_if_too_large(
    const WorkerContext& context, const wire::RespondWorkflowTaskCompletedRequest& request);
std::optional<wire::RespondActivityTaskFailedRequest> report_if_too_large(
    const WorkerContext& context, const wire::RespondActivityTaskCompletedRequest& request);

}  // namespace skald::workers
