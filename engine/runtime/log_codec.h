#pragma once

#include "engine/core/decision.h"
#include "engine/store/store.h"

namespace skald::runtime {

/// The log row of a transition; seq is left to the pipeline. `transition` is unchanged on return (its parts
/// are moved out and back instead of copied).
store::LogRow encode(core::Transition& transition, store::RunNumber run, store::Seq prev);

/// kDataLoss names run and row if the bytes are no transition.
Result<core::Transition> decode(const store::LogRow& row);

/// What list and describe show of a run.
store::Visibility visibility_of(const core::RunState& state);

}  // namespace skald::runtime
