#include "tests/store/sqlite_file.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "engine/store/sqlite/connection.h"

namespace skald::store {
namespace {

Connection open_file(const std::string& path) {
  auto connection = Connection::open(path, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  if (!connection) throw std::runtime_error(connection.error().message);
  return *std::move(connection);
}

}  // namespace

void execute_sql(const std::string& path, const std::string& sql) {
  Connection connection = open_file(path);
  const Status done = connection.execute(sql.c_str());
  if (!done.ok()) throw std::runtime_error(done.error().message);
}

std::string query_sql(const std::string& path, const std::string& sql) {
  Connection connection = open_file(path);
  auto text = connection.read_text(sql);
  if (!text) throw std::runtime_error(text.error().message);
  return *std::move(text);
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

void flip_bit(const std::string& path, std::size_t byte, int bit) {
  std::string bytes = read_file(path);
  bytes.at(byte) = static_cast<char>(bytes.at(byte) ^ (1 << bit));
  write_file(path, bytes);
}

}  // namespace skald::store
