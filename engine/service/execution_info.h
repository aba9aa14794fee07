#pragma once

#include <temporal/api/workflow/v1/message.pb.h>

#include "engine/core/decision.h"
#include "engine/store/store.h"

namespace skald::service {

/// What list and describe say of a run, from its state or from its derived row.
temporal::api::workflow::v1::WorkflowExecutionInfo execution_info(const core::RunState& state);
temporal::api::workflow::v1::WorkflowExecutionInfo execution_info(const store::Visibility& row);

}  // namespace skald::service
