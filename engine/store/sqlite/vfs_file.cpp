#include "engine/store/sqlite/vfs_file.h"

#include <cstring>

#include "engine/store/sqlite/connection.h"

namespace skald::store {

Result<std::unique_ptr<VfsFile>> VfsFile::open(sqlite3_vfs* vfs, const std::string& database, int flags) {
  std::unique_ptr<VfsFile> result(new VfsFile);
  const std::string wal = database + "-wal";
  const std::string journal = database + "-journal";
  result->path_ = (flags & SQLITE_OPEN_WAL) != 0 ? wal : database;
  // A VFS may look behind a name for parameters, so it must be one of SQLite's own making.
  result->name_ = sqlite3_create_filename(database.c_str(), journal.c_str(), wal.c_str(), 0, nullptr);
  if (result->name_ == nullptr) return sqlite_error(SQLITE_NOMEM, "no memory", "read", result->path_);
  const char* name = (flags & SQLITE_OPEN_WAL) != 0 ? sqlite3_filename_wal(result->name_) : result->name_;

  result->storage_ = std::make_unique<char[]>(static_cast<std::size_t>(vfs->szOsFile));
  auto* file = reinterpret_cast<sqlite3_file*>(result->storage_.get());
  int got = 0;
  const int code = vfs->xOpen(vfs, name, file, flags | SQLITE_OPEN_READONLY, &got);
  if (file->pMethods != nullptr) result->file_ = file;
  if (code != SQLITE_OK) return sqlite_error(code, sqlite3_errstr(code), "open", result->path_);
  return result;
}

VfsFile::~VfsFile() {
  if (file_ != nullptr) file_->pMethods->xClose(file_);
  sqlite3_free_filename(name_);
}

Result<std::int64_t> VfsFile::size() {
  sqlite3_int64 size = 0;
  const int code = file_->pMethods->xFileSize(file_, &size);
  if (code != SQLITE_OK) return sqlite_error(code, sqlite3_errstr(code), "read", path_);
  return std::int64_t{size};
}

Status VfsFile::read(std::int64_t offset, std::string& buffer) {
  const int code = file_->pMethods->xRead(file_, buffer.data(), static_cast<int>(buffer.size()), offset);
  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) {
    return sqlite_error(code, sqlite3_errstr(code), "read", path_);
  }
  return {};
}

bool exists(sqlite3_vfs* vfs, const std::string& path) {
  int found = 0;
  return vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &found) == SQLITE_OK && found != 0;
}

}  // namespace skald::store
