#pragma once

#include <temporal/api/query/v1/message.pb.h>

#include "dsl/replay/run.h"

namespace skald::replay {

/// The query that every workflow answers: where its fibers stand.
inline constexpr const char* kStackTraceQuery = "__stack_trace";

/// Asks the run's object. A query that it does not have, or that throws, is a failed result that says so.
temporal::api::query::v1::WorkflowQueryResult answer_query(
    Run& run, const temporal::api::query::v1::WorkflowQuery& query);

}  // namespace skald::replay
