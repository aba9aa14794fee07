#pragma once

#include <sqlite3.h>

namespace skald::tools {

/// SQLite counts the memory that it takes, under one lock that all its connections share. Nobody reads the
/// count here. For programs, at their start: it holds for the whole process.
inline void stop_counting_sqlite_memory() { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

}  // namespace skald::tools
