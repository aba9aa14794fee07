#pragma once

#include "skald/workflow_description.h"
#include "workers/connection.h"

namespace skald::workers {

WorkflowSummary to_summary(const temporal::api::workflow::v1::WorkflowExecutionInfo& info);
WorkflowDescription to_description(const wire::DescribeWorkflowExecutionResponse& response);

}  // namespace skald::workers
