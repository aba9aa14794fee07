#include "engine/store/sqlite/eraser.h"

namespace skald::store {

Status Eraser::erase(const Connection& connection, RunNumber run) {
  Seq last = 0;
  {
    Query row(connection, find_);
    auto found = row.integer(run).next();
    if (!found) return found.error();
    if (!*found) return {};
    last = row.number_at(0);
  }
  SKALD_TRY(Query(connection, delete_run_).integer(run).run());
  SKALD_TRY(Query(connection, delete_values_).integer(run).run());
  SKALD_TRY(Query(connection, delete_family_).integer(run).run());
  SKALD_TRY(erase_log(connection, run, last));
  SKALD_TRY(Query(connection, delete_first_chunk_).integer(run).run());
  return Query(connection, remember_).integer(run).run();
}

/// Rows that no fold has moved: there are some only if a fold found damage.
Status Eraser::erase_log(const Connection& connection, RunNumber run, Seq last) {
  while (last != 0) {
    Query row(connection, delete_row_);
    auto deleted = row.integer(last).integer(run).next();
    if (!deleted) return deleted.error();
    const Seq prev = *deleted ? row.number_at(0) : 0;
    last = prev < last ? prev : 0;
  }
  return {};
}

Result<bool> Eraser::erase_remains(const Connection& connection, std::size_t chunks) {
  while (chunks > 0) {
    RunNumber run = 0;
    {
      Query row(connection, next_erased_);
      auto found = row.next();
      if (!found) return found.error();
      if (!*found) return true;
      run = row.number_at(0);
    }
    bool has_more = true;
    for (; chunks > 0 && has_more; --chunks) {
      auto erased = erase_chunk(connection, run);
      if (!erased) return erased.error();
      has_more = *erased;
    }
    if (!has_more) SKALD_TRY(Query(connection, forget_).integer(run).run());
  }
  Query row(connection, next_erased_);
  auto found = row.next();
  if (!found) return found.error();
  return !*found;
}

/// False: the run has no chunk left.
Result<bool> Eraser::erase_chunk(const Connection& connection, RunNumber run) {
  std::int64_t first_event = 0;
  std::uint64_t chunk = 0;
  {
    Query row(connection, next_chunk_);
    auto found = row.integer(run).next();
    if (!found) return found.error();
    if (!*found) return false;
    first_event = row.integer_at(0);
    chunk = row.number_at(1);
  }
  SKALD_TRY(Query(connection, delete_first_chunk_).integer(chunk).run());
  SKALD_TRY(Query(connection, delete_index_).integer(run).integer(first_event).integer(chunk).run());
  return true;
}

}  // namespace skald::store
