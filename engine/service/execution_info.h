#pragma once

#include <temporal/api/workflow/v1/message.pb.h>
#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "engine/core/decision.h"
#include "engine/core/search_attribute_types.h"
#include "engine/store/store.h"

namespace skald::service {

/// What list and describe say of a run, from its state or from its derived row.
temporal::api::workflow::v1::WorkflowExecutionInfo execution_info(const core::RunState& state);
temporal::api::workflow::v1::WorkflowExecutionInfo execution_info(const store::Visibility& row);
/// As a list has it: how far an open run is stands in no list.
temporal::api::workflow::v1::WorkflowExecutionInfo listed_info(const store::Visibility& row);

/// Leaves out search attributes that were removed from the namespace. `types` may be null: nothing is known.
void leave_out_removed(const core::SearchAttributeTypes* types,
                       temporal::api::workflow::v1::WorkflowExecutionInfo& info);

/// What describe answers for a run at `now`.
temporal::api::workflowservice::v1::DescribeWorkflowExecutionResponse describe(const core::RunState& state,
                                                                               Time now);

}  // namespace skald::service
