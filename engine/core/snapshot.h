#pragma once

#include <string>
#include <string_view>

#include "engine/core/decision.h"

namespace skald::core {

/// What survives the process, serialised. Of a closed run without what its history repeats or nobody needs
/// any more: input and header, activities, timers, buffered events.
std::string to_snapshot(const RunState& state);

/// kDataLoss if the bytes are no snapshot.
Result<RunState> from_snapshot(std::string_view snapshot);

}  // namespace skald::core
