#pragma once

#include <string>
#include <vector>

#include "engine/store/sqlite/statement.h"
#include "engine/store/store.h"

namespace skald::store {

/// Table catalog. Inside a transaction.
class Catalog {
 public:
  Result<std::vector<CatalogRow>> read(const Connection& connection, const std::string& prefix);
  Status put(const Connection& connection, const CatalogRow& row);
  Status take_out(const Connection& connection, const std::string& key);

 private:
  Statement select_{"SELECT key, body FROM catalog WHERE key >= ? ORDER BY key"};
  Statement replace_{"INSERT OR REPLACE INTO catalog VALUES(?, ?)"};
  Statement delete_{"DELETE FROM catalog WHERE key = ?"};
};

}  // namespace skald::store
