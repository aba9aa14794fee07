#pragma once

#include <functional>
#include <memory>

#include "engine/runtime/metrics.h"
#include "engine/runtime/run.h"
#include "engine/store/store.h"

namespace skald::runtime {

/// Rebuilds the runs that the file left unfinished: open ones from their snapshots and the tail of the log
/// behind them, closed ones whose end no derived row covers yet. Each is handed to `take` with key, state,
/// number, last, covered, first_uncovered, rows_in_log and tail set. A damaged row quarantines its run and
/// nothing else.
Status recover(store::Reader& reader, const store::Meta& meta, Metrics& metrics,
               const std::function<void(std::unique_ptr<Run>)>& take);

}  // namespace skald::runtime
