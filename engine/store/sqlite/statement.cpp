#include "engine/store/sqlite/statement.h"

namespace skald::store {

Query::Query(const Connection& connection, Statement& statement) : connection_(connection) {
  if (statement.handle_ == nullptr) {
    code_ = sqlite3_prepare_v3(connection.handle(), statement.sql_, -1, SQLITE_PREPARE_PERSISTENT,
                               &statement.handle_, nullptr);
  }
  handle_ = statement.handle_;
}

Query::~Query() {
  if (handle_ != nullptr) sqlite3_reset(handle_);
}

Query& Query::integer(std::int64_t value) {
  keep(sqlite3_bind_int64(handle_, ++parameter_, value));
  return *this;
}

Query& Query::text(std::string_view value) {
  // A null pointer would bind NULL.
  const char* data = value.data() == nullptr ? "" : value.data();
  keep(sqlite3_bind_text64(handle_, ++parameter_, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Query& Query::blob(std::string_view value) {
  const char* data = value.data() == nullptr ? "" : value.data();
  keep(sqlite3_bind_blob64(handle_, ++parameter_, data, value.size(), SQLITE_STATIC));
  return *this;
}

Query& Query::null() {
  keep(sqlite3_bind_null(handle_, ++parameter_));
  return *this;
}

Query& Query::value(const std::variant<std::int64_t, double, std::string>& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return integer(*whole);
  if (const auto* text_value = std::get_if<std::string>(&value)) return text(*text_value);
  keep(sqlite3_bind_double(handle_, ++parameter_, std::get<double>(value)));
  return *this;
}

Result<bool> Query::next() {
  if (code_ == SQLITE_OK) {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    code_ = code;
  }
  return connection_.error(code_, "use");
}

Status Query::run() {
  auto row = next();
  if (!row) return row.error();
  return {};
}

std::string_view Query::bytes_at(int column) const {
  // Order matters: the pointer first, its length after.
  const void* data = sqlite3_column_blob(handle_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
  return data == nullptr ? std::string_view{} : std::string_view{static_cast<const char*>(data), size};
}

}  // namespace skald::store
