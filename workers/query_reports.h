#pragma once

#include <string>

#include "workers/worker_context.h"
#include "workers/workflow_items.h"

namespace skald::workers {

/// What is said to the server about a task that holds nothing but a query.
wire::RespondQueryTaskCompletedRequest report_query(const WorkerContext& context, const WorkflowTask& task,
                                                    temporal::api::query::v1::WorkflowQueryResult result);
/// The same if the query could not be asked.
wire::RespondQueryTaskCompletedRequest report_failed_query(const WorkerContext& context,
                                                           const WorkflowTask& task, std::string message,
                                                           std::string type);

}  // namespace skald::workers
