#pragma once

#include "skald/workflow_description.h"
#include "workers/connection.h"

namespace skald::workers {

WorkflowDescription to_description(const wire::DescribeWorkflowExecutionResponse& response);

}  // namespace skald::workers
