#include "engine/store/sqlite/folded.h"

namespace skald::store {

Result<FoldedEnd> FoldedEnds::find(const Connection& connection, RunNumber run) {
  Query row(connection, select_);
  auto found = row.integer(run).next();
  if (!found) return found.error();
  if (!*found) return FoldedEnd{};
  return FoldedEnd{.last = row.number_at(0), .last_event = row.integer_at(1)};
}

}  // namespace skald::store
