#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>

#include "engine/base/result.h"

namespace skald::store {

/// The VFS of this name, null for SQLite's own. kInvalidArgument if there is none.
Result<sqlite3_vfs*> find_vfs(const char* name);

/// `path` without links and relative parts, so that two ways to one file meet at one lock. kInvalidArgument
/// for an empty path, a folder, or what SQLite takes for something else than a file.
Result<std::string> full_path(sqlite3_vfs* vfs, const std::string& path);

/// Makes an empty file that only its owner may read, unless there is a file already. SQLite would let the
/// group and others read it.
Status create_private_file(const std::string& path);

/// Size of an existing file, as `vfs` sees it.
Result<std::int64_t> database_size(sqlite3_vfs* vfs, const std::string& path);

}  // namespace skald::store
