#pragma once

#include "engine/store/sqlite/statement.h"
#include "engine/store/store.h"

namespace skald::store {

/// Deletes runs: what finds them at once, long histories piece by piece. Inside a transaction.
class Eraser {
 public:
  Status erase(const Connection& connection, RunNumber run);
  /// True: nothing is left.
  Result<bool> erase_remains(const Connection& connection, std::size_t chunks);

 private:
  Status erase_log(const Connection& connection, RunNumber run, Seq last);
  Result<bool> erase_chunk(const Connection& connection, RunNumber run);

  Statement find_{"SELECT run + covered_after - covered_last FROM runs WHERE run = ?"};
  Statement delete_run_{"DELETE FROM runs WHERE run = ?"};
  Statement delete_values_{"DELETE FROM search_values WHERE run = ?"};
  Statement delete_family_{"DELETE FROM families WHERE run = ?"};
  Statement delete_row_{"DELETE FROM log WHERE seq = ? AND run = ? RETURNING prev"};
  Statement delete_first_chunk_{"DELETE FROM history WHERE chunk = ?"};
  Statement remember_{
      "INSERT OR IGNORE INTO erased SELECT ?1 WHERE EXISTS (SELECT 1 FROM chunks WHERE run = ?1)"};
  Statement next_erased_{"SELECT run FROM erased LIMIT 1"};
  Statement forget_{"DELETE FROM erased WHERE run = ?"};
  Statement next_chunk_{"SELECT first_event, chunk FROM chunks WHERE run = ? LIMIT 1"};
  Statement delete_index_{"DELETE FROM chunks WHERE run = ? AND first_event = ? AND chunk = ?"};
};

}  // namespace skald::store
