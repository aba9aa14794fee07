#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/decide.h"
#include "engine/runtime/engine.h"

namespace skald::service {

/// What a worker is told of an activity attempt that it holds.
core::wire::PollActivityTaskQueueResponse describe_activity_task(const runtime::Run& run,
                                                                 const internal::v1::ActivityState& activity);

/// Starts attempts for the worker that has just scheduled them, and tells it of them. What others have taken
/// meanwhile is left out. The answer must wait for the gate.
std::vector<core::wire::PollActivityTaskQueueResponse> start_eager_activities(
    runtime::Shard& shard, runtime::Run& run, const std::vector<std::int64_t>& scheduled_event_ids,
    core::Poller worker);

}  // namespace skald::service
