#include "database.h"

namespace orders {

Database::Database(const std::string& path, const char* schema) {
  sqlite3* connection = nullptr;
  const int code = sqlite3_open(path.c_str(), &connection);
  connection_.reset(connection);
  if (code != SQLITE_OK) throw DatabaseError(path + ": " + sqlite3_errmsg(connection));
  sqlite3_busy_timeout(connection, 5000);
  // Killing a process loses nothing that it wrote, so NORMAL is enough here. A power cut could take the last
  // payments away from a provider that does not sync: a real one says FULL.
  const std::string setup = std::string("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;") + schema;
  if (sqlite3_exec(connection, setup.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw DatabaseError(path + ": " + sqlite3_errmsg(connection));
  }
}

Transaction::Transaction(Database& database) : database_(database), lock_(database.in_transaction_) {
  database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // Not through Database::run: a destructor must not throw, and a rollback has nobody to tell.
  if (!committed_) sqlite3_exec(database_.connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.run("COMMIT");
  committed_ = true;
  lock_.unlock();
}

Statement::Statement(sqlite3* connection, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(connection, sql, -1, &statement, nullptr) != SQLITE_OK) {
    throw DatabaseError(std::string(sqlite3_errmsg(connection)) + ", in: " + sql);
  }
  statement_.reset(statement);
}

void Statement::bind(int index, const std::string& text) {
  check(sqlite3_bind_text(statement_.get(), index, text.data(), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT));
}

void Statement::bind(int index, std::int64_t number) {
  check(sqlite3_bind_int64(statement_.get(), index, number));
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) check(code);
  return code == SQLITE_ROW;
}

void Statement::read_column(std::string& value) const {
  const auto* text = sqlite3_column_text(statement_.get(), 0);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), 0));
  value = text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text), size);
}

void Statement::read_column(std::int64_t& value) const { value = sqlite3_column_int64(statement_.get(), 0); }

void Statement::check(int code) const {
  if (code == SQLITE_OK) return;
  auto* connection = sqlite3_db_handle(statement_.get());
  throw DatabaseError(std::string(sqlite3_errmsg(connection)) + ", in: " + sqlite3_sql(statement_.get()));
}

}  // namespace orders
