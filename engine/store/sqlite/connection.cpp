#include "engine/store/sqlite/connection.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace skald::store {

void Connection::Close::operator()(sqlite3* handle) const {
  SKALD_ASSERT(sqlite3_close(handle) == SQLITE_OK);
}

Result<Connection> Connection::open(const std::string& name, const std::string& path, int flags,
                                    const char* vfs) {
  Connection connection;
  connection.path_ = path;
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(name.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
  connection.handle_.reset(handle);
  if (code != SQLITE_OK) return connection.error(code, "open");
  return connection;
}

Status Connection::execute(const char* sql) {
  const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code, "use");
  return {};
}

Status Connection::configure(int option, const char* name, int value) {
  int held = -1;
  const int code = sqlite3_db_config(handle(), option, value, &held);
  if (code != SQLITE_OK || held != value) {
    return Error{Code::kFailedPrecondition,
                 path() + ": this build of SQLite does not let " + name + " be " + std::to_string(value),
                 {}};
  }
  return {};
}

Status Connection::set_pragma(const std::string& name, const std::string& value,
                              const std::string& expected) {
  SKALD_TRY(execute(("PRAGMA " + name + " = " + value).c_str()));
  auto held = read_text("PRAGMA " + name);
  if (!held) return held.error();
  if (*held != expected) {
    return Error{Code::kFailedPrecondition,
                 path() + ": PRAGMA " + name + " is '" + *held + "' instead of '" + expected +
                     "'; the file or its file system does not allow what durability needs",
                 {}};
  }
  return {};
}

Result<std::string> Connection::read_text(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(handle(), sql.c_str(), -1, &statement, nullptr);
  if (code != SQLITE_OK) return error(code, "read");
  std::string text;
  code = sqlite3_step(statement);
  if (code == SQLITE_ROW) {
    const auto* column = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    if (column != nullptr) text = column;
  }
  const int finished = sqlite3_finalize(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) return error(finished, "read");
  return text;
}

Error Connection::error(int code, const char* doing) const {
  std::string text = handle_ ? sqlite3_errmsg(handle()) : sqlite3_errstr(code);
  if ((code & 0xff) == SQLITE_IOERR && code != SQLITE_IOERR_NOMEM && code != SQLITE_IOERR_SHMSIZE) {
    has_disk_failed_ = true;
  }
  if ((code & 0xff) == SQLITE_CORRUPT && names_damaged_pages_) text += ", " + find_damaged_page();
  return sqlite_error(code, text, doing, path_);
}

/// SQLite tells the page only when it checks the whole file.
std::string Connection::find_damaged_page() const {
  if (!damaged_page_.empty()) return damaged_page_;
  sqlite3_stmt* check = nullptr;
  if (sqlite3_prepare_v2(handle(), "PRAGMA quick_check(1)", -1, &check, nullptr) == SQLITE_OK &&
      sqlite3_step(check) == SQLITE_ROW) {
    damaged_page_ = reinterpret_cast<const char*>(sqlite3_column_text(check, 0));
    std::replace(damaged_page_.begin(), damaged_page_.end(), '\n', ' ');
  } else {
    damaged_page_ = "page unknown";
  }
  sqlite3_finalize(check);
  return damaged_page_;
}

}  // namespace skald::store
