#include "engine/store/sqlite/open_connection.h"

#include "engine/store/sqlite/log_format.h"
#include "engine/store/sqlite/schema.h"

namespace skald::store {
namespace {

constexpr char kHex[] = "0123456789abcdef";

/// `path` as a URI of SQLite with one parameter.
std::string uri(const std::string& path, const char* parameter) {
  std::string text = "file://";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= 'a' && byte <= 'z') || byte == '/' || byte == '.' || byte == '-' ||
                          byte == '_';
    if (is_plain) {
      text.push_back(c);
    } else {
      text += {'%', kHex[byte >> 4], kHex[byte & 0x0f]};
    }
  }
  return text + "?" + parameter;
}

Status set_up_safety(Connection& connection) {
  connection.name_damaged_pages();
  sqlite3_busy_timeout(connection.handle(), kBusyMilliseconds);
  SKALD_TRY(connection.configure(SQLITE_DBCONFIG_DEFENSIVE, "DEFENSIVE", 1));
  SKALD_TRY(connection.configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, "TRUSTED_SCHEMA", 0));
  SKALD_TRY(connection.configure(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, "ENABLE_LOAD_EXTENSION", 0));
  SKALD_TRY(connection.configure(SQLITE_DBCONFIG_ENABLE_TRIGGER, "ENABLE_TRIGGER", 0));
  SKALD_TRY(connection.configure(SQLITE_DBCONFIG_ENABLE_VIEW, "ENABLE_VIEW", 0));
  SKALD_TRY(connection.set_pragma("cell_size_check", "1", "1"));
  SKALD_TRY(connection.set_pragma("temp_store", "MEMORY", "2"));
  // A disk error behind a mapping is a signal, not an error.
  return connection.set_pragma("mmap_size", "0", "0");
}

/// Refuses before anything is changed in a file that is not ours.
Status make_ours(Connection& connection) {
  auto kind = identify(connection);
  if (!kind) return kind.error();
  const bool is_new = *kind == FileKind::kEmpty;
  if (is_new) {
    const std::string page_size = std::to_string(kPageSize);
    SKALD_TRY(connection.set_pragma("page_size", page_size, page_size));
    SKALD_TRY(connection.set_pragma("auto_vacuum", "NONE", "0"));
  }
  SKALD_TRY(connection.set_pragma("journal_mode", "WAL", "wal"));
  SKALD_TRY(connection.set_pragma("synchronous", "FULL", "2"));
  return is_new ? create_schema(connection) : migrate_schema(connection);
}

Status set_up_writer(Connection& connection) {
  SKALD_TRY(set_up_safety(connection));
  SKALD_TRY(make_ours(connection));
  SKALD_TRY(connection.set_pragma("locking_mode", "NORMAL", "normal"));
  SKALD_TRY(connection.set_pragma("wal_autocheckpoint", "0", "0"));
  SKALD_TRY(connection.set_pragma("journal_size_limit", "-1", "-1"));
  SKALD_TRY(connection.set_pragma("cache_size", "-65536", "-65536"));
  SKALD_TRY(connection.set_pragma("foreign_keys", "OFF", "0"));
  // Overwriting what a fold deletes would double its cost.
  return connection.set_pragma("secure_delete", "OFF", "0");
}

Status set_up_reader(Connection& connection) {
  SKALD_TRY(set_up_safety(connection));
  SKALD_TRY(connection.configure(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, "NO_CKPT_ON_CLOSE", 1));
  SKALD_TRY(connection.set_pragma("cache_size", "-16384", "-16384"));
  auto kind = identify(connection);
  if (!kind) return kind.error();
  if (*kind == FileKind::kSkald) {
    auto older = is_older(connection);
    if (!older) return older.error();
    if (*older) SKALD_TRY(imitate_schema(connection));
    return connection.set_pragma("query_only", "ON", "1");
  }
  return Error{
      Code::kFailedPrecondition,
      "SKALD1007: " + connection.path() + " is an empty database, not a Skald file: give another path",
      {}};
}

Result<Connection> open_reader(const std::string& name, const std::string& path, int flags, const char* vfs) {
  auto connection = Connection::open(name, path, SQLITE_OPEN_READONLY | flags, vfs);
  if (!connection) return connection;
  SKALD_TRY(set_up_reader(*connection));
  return connection;
}

}  // namespace

Result<Connection> open_for_writing(const std::string& path, const char* vfs) {
  auto connection = Connection::open(path, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs);
  if (!connection) return connection;
  SKALD_TRY(set_up_writer(*connection));
  return connection;
}

Result<Connection> open_for_reading(const std::string& path, const char* vfs) {
  auto connection = open_reader(path, path, 0, vfs);
  if (connection || connection.error().code != Code::kInvalidArgument) return connection;
  // The WAL index cannot be written or made here (another user's file, a read-only file system). One that
  // exists can still be read; SQLite then keeps what it lacks in memory.
  auto without_index = open_reader(uri(path, "readonly_shm=1"), path, SQLITE_OPEN_URI, vfs);
  return without_index ? std::move(without_index) : std::move(connection);
}

Result<Connection> open_unchanging(const std::string& path) {
  return open_reader(uri(path, "immutable=1"), path, SQLITE_OPEN_URI, nullptr);
}

}  // namespace skald::store
