#pragma once

#include <string>

#include "engine/store/sqlite/connection.h"

namespace skald::store {

/// How long a connection waits for a lock of another one.
inline constexpr int kBusyMilliseconds = 2000;

/// The connection that writes, with everything that durability needs set and read back. Makes the tables in a
/// new file.
Result<Connection> open_for_writing(const std::string& path, const char* vfs);

/// A connection that reads beside the writer, and never checkpoints.
Result<Connection> open_for_reading(const std::string& path, const char* vfs);

/// Reads a file that nobody has open and that has no WAL, without making a file beside it. What it reads is
/// good as long as the file does not change.
Result<Connection> open_unchanging(const std::string& path);

}  // namespace skald::store
