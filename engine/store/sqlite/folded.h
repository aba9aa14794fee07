#pragma once

#include <optional>

#include "engine/store/sqlite/log_format.h"
#include "engine/store/sqlite/statement.h"

namespace skald::store {

/// How far the log of a run has been moved to its history.
struct FoldedEnd {
  Seq last = 0;  ///< 0: nothing folded yet
  std::int64_t last_event = 0;
};

/// Looks it up; one per connection.
class FoldedEnds {
 public:
  Result<FoldedEnd> find(const Connection& connection, RunNumber run);

 private:
  // A run with one chunk has no row in chunks; its chunk has the run's number.
  Statement select_{
      "SELECT last, last_event FROM history WHERE chunk = coalesce((SELECT chunk FROM chunks WHERE run = ?1 "
      "ORDER BY first_event DESC, chunk DESC LIMIT 1), ?1) AND run = ?1"};
};

}  // namespace skald::store
