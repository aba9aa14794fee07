#pragma once

#include "engine/core/decision.h"

namespace skald::core {

/// Ends the process if `state` contradicts itself, or if something that is pending is not waited for by
/// due(state). Walks everything pending: for builds with SKALD_CHECKED, and tests.
void check_invariants(const RunState& state);

}  // namespace skald::core
