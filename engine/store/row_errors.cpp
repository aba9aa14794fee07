#include "engine/store/row_errors.h"

#include <string>

namespace skald::store {
namespace {

std::string place_of(RunNumber run, Seq seq) {
  return "run " + std::to_string(run) + ": row " + std::to_string(seq) + " of the log ";
}

std::string row_of(RunNumber run, Seq seq) { return "SKALD1002: " + place_of(run, seq); }

constexpr char kAdvice[] = "; restore the file from a backup, or start the workflow again under another id";

}  // namespace

Error not_covered(const Fold& fold) {
  return {Code::kFailedPrecondition,
          place_of(fold.run, fold.through) + "cannot be folded before a derived row covers it",
          {}};
}

Error missing_row(RunNumber run, Seq seq) {
  return {Code::kDataLoss, row_of(run, seq) + "is missing" + kAdvice, {}};
}

Error damaged_row_of(RunNumber run, Seq seq) {
  return {Code::kDataLoss, row_of(run, seq) + "is damaged (wrong checksum)" + kAdvice, {}};
}

Error foreign_row(RunNumber run, Seq seq, RunNumber owner) {
  return {Code::kDataLoss, row_of(run, seq) + "belongs to run " + std::to_string(owner) + kAdvice, {}};
}

Error event_gap(RunNumber run, Seq seq, std::int64_t last_event, std::int64_t first_event) {
  return {Code::kDataLoss,
          row_of(run, seq) + "begins with event " + std::to_string(first_event) +
              ", the one before it ends with " + std::to_string(last_event) + kAdvice,
          {}};
}

Error folded_meanwhile(RunNumber run, Seq seq) {
  return {Code::kConflict, place_of(run, seq) + "has been folded since; ask again", {}};
}

}  // namespace skald::store
