#pragma once

#include <cstdint>

#include "engine/store/sqlite/vfs_file.h"

namespace skald::store {

/// What a WAL holds that a crash left behind.
struct WalScan {
  std::int64_t frames = 0;           ///< in the file, whatever they are
  std::int64_t good_frames = 0;      ///< from the front on with the right salt and checksum
  std::int64_t committed = 0;        ///< of these, up to the last commit: what SQLite will take
  std::int64_t leftover_frames = 0;  ///< frames of the same generation from the first bad one on
  /// Transactions that were synced are lost: frames of this generation stand after the first commit at or
  /// after the first bad frame, and those were written only when that commit was on the disk. (Unsynced
  /// frames after a crash are all of one transaction.)
  bool has_lost_commits = false;
};

/// Reads the WAL of `database` as SQLite's recovery does, and on to its end. SQLite itself drops what follows
/// a bad frame without a word. No WAL: an empty scan.
Result<WalScan> scan_wal(sqlite3_vfs* vfs, const std::string& database);

}  // namespace skald::store
