#pragma once

#include <temporal/api/workflowservice/v1/request_response.pb.h>

#include "engine/runtime/engine.h"

namespace skald::service {

/// What describe, list and update answer of a namespace.
temporal::api::workflowservice::v1::DescribeNamespaceResponse describe(const runtime::Namespace& found,
                                                                       const core::Limits& limits);

/// Refuses what is set without a name, unless an id may stand for it.
Status check_namespace_is_named(const std::string& name);

}  // namespace skald::service
