#pragma once

#include <optional>

#include "engine/core/names.h"

namespace skald::core {

/// When the run ends unfinished.
struct RunDeadline {
  Time time;
  /// The deadline of the whole chain of runs: no retry follows it.
  bool is_for_chain = false;
};
std::optional<RunDeadline> run_deadline(const RunState& state);

/// When the first workflow task is due; empty: there is no backoff, or it is over.
std::optional<Time> backoff_end(const RunState& state);

}  // namespace skald::core
