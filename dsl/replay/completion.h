#pragma once

#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "dsl/replay/divergence.h"
#include "dsl/replay/run.h"
#include "dsl/replay/workflow_run.h"

namespace skald::replay {

/// The commands of the task, answers to its queries, rejections of its updates, and at the first task of a
/// run the flags and the SDK.
wire::RespondWorkflowTaskCompletedRequest completed_task(Run& run,
                                                         const wire::PollWorkflowTaskQueueResponse& task);

wire::RespondWorkflowTaskFailedRequest failed_task(const TaskFailure& failure);
wire::RespondWorkflowTaskFailedRequest failed_task(const Divergence& divergence);

}  // namespace skald::replay
