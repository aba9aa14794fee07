#include "skald/child_errors.h"

#include <utility>

namespace skald {

ChildWorkflowError::ChildWorkflowError(const std::string& message, std::string workflow_type,
                                       std::string workflow_id, std::string run_id, std::int32_t retry_state,
                                       std::shared_ptr<const WorkflowError> cause)
    : WorkflowError(message, std::move(cause)),
      workflow_type_(std::move(workflow_type)),
      workflow_id_(std::move(workflow_id)),
      run_id_(std::move(run_id)),
      retry_state_(retry_state) {}

}  // namespace skald
