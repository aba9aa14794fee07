#pragma once

#include <sqlite3.h>

#include <string>

#include "engine/base/result.h"

namespace skald::store {

/// kDataLoss if the file is shorter than its own header says, or if that header cannot be one of ours. SQLite
/// would take such a file for something else than it is. Only for a file without a WAL to fill it up.
Status check_header(sqlite3_vfs* vfs, const std::string& path);

}  // namespace skald::store
