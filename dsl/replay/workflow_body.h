#pragma once

#include "dsl/replay/run.h"

namespace skald::replay {

/// Makes the fiber on which the instance is made and its body runs.
void start_body(Run& run);

/// Hands a signal to its handler, on a fiber of its own; keeps it while there is no instance or no such
/// handler.
void deliver_signal(Run& run, PendingSignal signal);
/// Tries the kept ones again: the code may have got a handler since.
void retry_pending_signals(Run& run);

}  // namespace skald::replay
