#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/result.h"

namespace skald::store {

/// A file beside a database, read through SQLite's VFS before SQLite itself opens the database.
class VfsFile {
 public:
  /// Opens an existing file to read only. `flags` is SQLITE_OPEN_WAL or SQLITE_OPEN_MAIN_DB; `database` the
  /// path of the database that it belongs to.
  static Result<std::unique_ptr<VfsFile>> open(sqlite3_vfs* vfs, const std::string& database, int flags);
  ~VfsFile();
  VfsFile(const VfsFile&) = delete;
  VfsFile& operator=(const VfsFile&) = delete;

  Result<std::int64_t> size();
  /// Fills `buffer` with bytes from `offset` on; what is behind the end of the file reads as zeros.
  Status read(std::int64_t offset, std::string& buffer);

 private:
  VfsFile() = default;

  std::string path_;
  const char* name_ = nullptr;       // of sqlite3_create_filename
  std::unique_ptr<char[]> storage_;  // of the sqlite3_file
  sqlite3_file* file_ = nullptr;
};

/// True if there is a file of this path, as `vfs` sees it.
bool exists(sqlite3_vfs* vfs, const std::string& path);

}  // namespace skald::store
