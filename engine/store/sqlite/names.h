#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/store/sqlite/statement.h"

namespace skald::store {

/// The table of names, seen from one connection. An id never changes its name once it is committed.
class Names {
 public:
  /// The id of `name`, which is added if it is not there yet. Inside a transaction.
  Result<std::int64_t> intern(const Connection& connection, std::string_view name);
  /// Like intern(), without adding: 0 for an unknown name.
  Result<std::int64_t> find(const Connection& connection, std::string_view name);
  /// The name of `id`; kDataLoss if there is none.
  Result<std::string> name_of(const Connection& connection, std::int64_t id);
  /// After a rollback: ids that were added are not valid any more.
  void forget();

 private:
  void remember(std::int64_t id, std::string_view name);

  std::unordered_map<std::string, std::int64_t> ids_;
  std::unordered_map<std::int64_t, std::string> names_;
  Statement find_{"SELECT id FROM names WHERE name = ?"};
  Statement name_{"SELECT name FROM names WHERE id = ?"};
  Statement insert_{"INSERT INTO names(name) VALUES(?)"};
};

}  // namespace skald::store
