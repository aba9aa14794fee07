#pragma once

#include <string>

#include <temporal/api/query/v1/message.pb.h>

#include "engine/core/decision.h"
#include "engine/runtime/run_calls.h"

/// What workers say to queries, as the callers hear it.
namespace skald::service {

/// The query was answered with a failure (which may be empty).
Error query_failed(const std::string& message, const temporal::api::failure::v1::Failure& failure);

/// The answer that came with a workflow task's completion.
runtime::QueryResult query_result(const temporal::api::query::v1::WorkflowQueryResult& answer,
                                  const core::Limits& limits);

}  // namespace skald::service
