#include "engine/store/sqlite/names.h"

namespace skald::store {
namespace {

// Task queues may be made by the thousand (one per host); the cache must not grow with them.
constexpr std::size_t kRemembered = 4096;

}  // namespace

Result<std::int64_t> Names::intern(const Connection& connection, std::string_view name) {
  auto id = find(connection, name);
  if (!id || *id != 0) return id;
  SKALD_TRY(Query(connection, insert_).text(name).run());
  const std::int64_t added = sqlite3_last_insert_rowid(connection.handle());
  remember(added, name);
  return added;
}

Result<std::int64_t> Names::find(const Connection& connection, std::string_view name) {
  const auto known = ids_.find(std::string(name));
  if (known != ids_.end()) return known->second;
  Query row(connection, find_);
  auto found = row.text(name).next();
  if (!found) return found.error();
  if (!*found) return std::int64_t{0};
  const std::int64_t id = row.integer_at(0);
  remember(id, name);
  return id;
}

Result<std::string> Names::name_of(const Connection& connection, std::int64_t id) {
  const auto known = names_.find(id);
  if (known != names_.end()) return known->second;
  Query row(connection, name_);
  auto found = row.integer(id).next();
  if (!found) return found.error();
  if (!*found)
    return Error{Code::kDataLoss,
                 "SKALD1002: " + connection.path() + ": name " + std::to_string(id) + " is missing",
                 {}};
  std::string name(row.bytes_at(0));
  remember(id, name);
  return name;
}

void Names::forget() {
  ids_.clear();
  names_.clear();
}

void Names::remember(std::int64_t id, std::string_view name) {
  if (names_.size() >= kRemembered) forget();
  ids_[std::string(name)] = id;
  names_[id] = std::string(name);
}

}  // namespace skald::store
