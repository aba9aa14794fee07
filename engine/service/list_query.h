#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/store/store.h"

namespace skald::service {

/// Reads a list filter: comparisons `WorkflowType = 'x'`, `WorkflowId = 'x'` and `ExecutionStatus =
/// 'Running'`, joined by AND. Everything else of Temporal's filter language is refused by name.
Result<store::ListFilter> parse_list_query(const std::string& namespace_name, const std::string& query);

}  // namespace skald::service
