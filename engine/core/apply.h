#pragma once

#include "engine/core/decision.h"

namespace skald::core {

/// Brings `state` to what it is after `transition`. The only code that changes a run's state, for live
/// requests and at recovery alike. Reads no clock, option or limit. The first transition of a run is applied
/// to a default RunState.
///
/// A transition that a decision made always applies. One that was read from disk may be damaged in a way
/// that its checksum does not show (a bug, an older build's): it is refused with kDataLoss and `state` must
/// be thrown away.
Status apply(const Transition& transition, RunState& state);

/// What survives the process: a workflow task that a worker in this process holds is a ready one again.
/// Recovery yields durable_part(live state).
RunState durable_part(const RunState& state);

}  // namespace skald::core
