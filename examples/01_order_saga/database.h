#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

namespace orders {

class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An SQLite file. Statements are written where they are used; parameters stand for `?` in order.
class Database {
 public:
  /// Opens or creates the file and brings it to `schema`, which must be repeatable.
  Database(const std::string& path, const char* schema);

  /// Runs one statement; returns how many rows it changed.
  template <class... Parameter>
  int run(const char* sql, const Parameter&... parameters);

  /// The first column of the first row; nothing if there is no row, zero or "" if it is null.
  template <class Value, class... Parameter>
  std::optional<Value> find(const char* sql, const Parameter&... parameters);

 private:
  friend class Transaction;
  struct Closing {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };

  std::unique_ptr<sqlite3, Closing> connection_;
  std::mutex in_transaction_;
};

/// All or nothing, one thread at a time. Rolls back unless it was committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  /// Ends it, for other threads too.
  void commit();

 private:
  Database& database_;
  std::unique_lock<std::mutex> lock_;
  bool committed_ = false;
};

/// One prepared statement. Throws DatabaseError, naming the statement.
class Statement {
 public:
  Statement(sqlite3* connection, const char* sql);

  void bind(int index, const std::string& text);
  void bind(int index, std::int64_t number);
  /// True: there is a row.
  bool step();
  void read_column(std::string& value) const;
  void read_column(std::int64_t& value) const;

 private:
  struct Finalizing {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  void check(int code) const;

  std::unique_ptr<sqlite3_stmt, Finalizing> statement_;
};

template <class... Parameter>
int Database::run(const char* sql, const Parameter&... parameters) {
  Statement statement(connection_.get(), sql);
  int index = 0;
  (statement.bind(++index, parameters), ...);
  while (statement.step()) continue;
  return sqlite3_changes(connection_.get());
}

template <class Value, class... Parameter>
std::optional<Value> Database::find(const char* sql, const Parameter&... parameters) {
  Statement statement(connection_.get(), sql);
  int index = 0;
  (statement.bind(++index, parameters), ...);
  if (!statement.step()) return std::nullopt;
  Value value{};
  statement.read_column(value);
  return value;
}

}  // namespace orders
