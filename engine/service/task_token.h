#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/runtime/keys.h"
#include "skald/internal/v1/run_state.pb.h"

namespace skald::service {

internal::v1::TaskToken workflow_task_token(const internal::v1::RunState& state);
internal::v1::TaskToken activity_task_token(const internal::v1::RunState& state,
                                            const internal::v1::ActivityState& activity);

/// InvalidArgument with Temporal's texts if there is none, if it is no token, or if it belongs to another
/// namespace.
Result<internal::v1::TaskToken> parse_task_token(const std::string& bytes, const std::string& namespace_name);

runtime::RunKey run_key(const internal::v1::TaskToken& token);

}  // namespace skald::service
