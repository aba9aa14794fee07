#pragma once

#include <cstdint>

#include "engine/store/store.h"

/// What every implementation says about a row that it cannot use: the contract compares the codes.
namespace skald::store {

/// kFailedPrecondition: facts would be dropped that no derived row holds.
Error not_covered(const Fold& fold);
/// kDataLoss: `seq` belongs to the run and is nowhere.
Error missing_row(RunNumber run, Seq seq);
/// kDataLoss: the row's checksum is wrong.
Error damaged_row_of(RunNumber run, Seq seq);
/// kDataLoss: the run's chain leads to a row of another run.
Error foreign_row(RunNumber run, Seq seq, RunNumber owner);
/// kDataLoss: event ids do not follow each other.
Error event_gap(RunNumber run, Seq seq, std::int64_t last_event, std::int64_t first_event);
/// kConflict: the row has been folded since the caller learned of it; ask again with what is true now.
Error folded_meanwhile(RunNumber run, Seq seq);

}  // namespace skald::store
