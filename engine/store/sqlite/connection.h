#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "engine/base/result.h"

namespace skald::store {

/// One connection of SQLite, closed with this object. Statements on it must be gone before. One thread at a
/// time.
class Connection {
 public:
  /// `name` is what SQLite opens (an absolute path or a URI), `path` what messages call the file.
  static Result<Connection> open(const std::string& name, const std::string& path, int flags,
                                 const char* vfs);

  sqlite3* handle() const { return handle_.get(); }
  const std::string& path() const { return path_; }

  /// Runs one or more statements without rows.
  Status execute(const char* sql);
  /// Sets a switch of sqlite3_db_config and reads it back; kFailedPrecondition if it did not hold.
  Status configure(int option, const char* name, int value);
  /// Runs PRAGMA name = value and reads the pragma back; kFailedPrecondition if that is not `expected`.
  Status set_pragma(const std::string& name, const std::string& value, const std::string& expected);
  /// The first column of the first row.
  Result<std::string> read_text(const std::string& sql);

  /// From now on an error about a damaged page names it. The first one costs a walk through the file.
  void name_damaged_pages() { names_damaged_pages_ = true; }

  /// What went wrong in the call that returned `code`. `doing` completes "cannot … FILE".
  Error error(int code, const char* doing) const;
  /// A read, write or sync of the disk has failed on this connection (a full disk is none).
  bool has_disk_failed() const { return has_disk_failed_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::string find_damaged_page() const;

  std::string path_;
  bool names_damaged_pages_ = false;
  mutable std::string damaged_page_;
  // error() is where every failure passes, and it is asked for by those who only read.
  mutable bool has_disk_failed_ = false;
};

/// The error for a result code of SQLite: which of our codes, and what the reader can do. `text` is SQLite's
/// own.
Error sqlite_error(int code, const std::string& text, const std::string& doing, const std::string& path);

}  // namespace skald::store
