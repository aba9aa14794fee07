#include "tests/end_to_end/kill_loop/file_integrity.h"

#include <sqlite3.h>

namespace skald::kill_loop {

std::string integrity_of(const std::string& path) {
  sqlite3* database = nullptr;
  std::string answer = "cannot be opened";
  if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
    const auto take = [](void* to, int, char** columns, char**) {
      *static_cast<std::string*>(to) = columns[0];
      return 0;
    };
    sqlite3_exec(database, "PRAGMA integrity_check", take, &answer, nullptr);
  }
  sqlite3_close(database);
  return answer;
}

}  // namespace skald::kill_loop
