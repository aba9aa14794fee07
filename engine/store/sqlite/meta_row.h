#pragma once

#include <optional>

#include "engine/store/sqlite/statement.h"
#include "engine/store/store.h"

namespace skald::store {

/// The one row of table meta.
class MetaRow {
 public:
  /// Nothing in a file that has just been made; kDataLoss if the row is damaged.
  Result<std::optional<Meta>> read(const Connection& connection);
  Status write(const Connection& connection, const Meta& meta);

 private:
  Statement select_{"SELECT next_seq, uncovered_from, incarnation, checksum FROM meta WHERE id = 1"};
  Statement replace_{"INSERT OR REPLACE INTO meta VALUES(1, ?, ?, ?, ?)"};
};

}  // namespace skald::store
