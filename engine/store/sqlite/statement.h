#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "engine/store/sqlite/connection.h"

namespace skald::store {

/// A prepared statement, prepared when it is first used and kept. Lives shorter than its connection.
class Statement {
 public:
  explicit constexpr Statement(const char* sql) : sql_(sql) {}
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

 private:
  friend class Query;
  const char* const sql_;
  sqlite3_stmt* handle_ = nullptr;
};

/// One run of a statement; when it goes out of scope the statement is reset, so that no read transaction
/// stays open. Errors of preparing and binding surface in next(). What is bound must live until then.
class Query {
 public:
  Query(const Connection& connection, Statement& statement);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Bind the parameters from left to right.
  Query& integer(std::int64_t value);
  Query& integer(std::uint64_t value) { return integer(static_cast<std::int64_t>(value)); }
  Query& text(std::string_view value);
  Query& blob(std::string_view value);
  Query& null();
  Query& value(const std::variant<std::int64_t, double, std::string>& value);

  /// Runs to the next row: true if there is one, false at the end.
  Result<bool> next();
  /// Runs a statement that returns no rows.
  Status run();
  /// SQLite's code for what went wrong.
  int code() const { return code_; }

  /// Columns of the current row; views are good until the next call of next().
  std::int64_t integer_at(int column) const { return sqlite3_column_int64(handle_, column); }
  std::uint64_t number_at(int column) const { return static_cast<std::uint64_t>(integer_at(column)); }
  std::string_view bytes_at(int column) const;
  bool is_blob(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_BLOB; }
  bool is_text(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_TEXT; }
  bool is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

 private:
  void keep(int code) {
    if (code_ == SQLITE_OK) code_ = code;
  }
  const Connection& connection_;
  sqlite3_stmt* handle_;
  int parameter_ = 0;
  int code_ = SQLITE_OK;
};

}  // namespace skald::store
