#pragma once

#include <vector>

#include "engine/store/sqlite/folded.h"
#include "engine/store/sqlite/log_reader.h"
#include "engine/store/sqlite/statement.h"

namespace skald::store {

/// Reads rows of the log, and walks a run's chain of them.
class LogChain {
 public:
  /// The run's rows with after < seq <= last, newest first. kConflict if they have been folded, kDataLoss
  /// (naming run and row) if one is damaged, missing or another run's.
  Result<std::vector<LogRow>> walk(const Connection& connection, RunNumber run, Seq last, Seq after);

 private:
  Result<LogRow> row(const Connection& connection, RunNumber run, Seq seq);

  FoldedEnds folded_ends_;
  Statement row_{"SELECT run, prev, body FROM log WHERE seq = ?"};
};

/// The row of these columns. kDataLoss if it is damaged.
Result<LogRow> make_log_row(const LogKey& key, std::string_view body);

}  // namespace skald::store
