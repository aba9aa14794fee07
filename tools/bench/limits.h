#pragma once

#include <filesystem>

#include "tools/bench/bench.h"

namespace skald::bench {

/// Measures what the disk under `folder` does: syncs of a growing file after 4 KiB writes, and rows of 300
/// bytes appended in batches of 256 with one sync each. Takes about two seconds.
Limits measure_limits(const std::filesystem::path& folder);

/// The file system's name ("ext4"), and whether it keeps files in memory only.
struct FileSystem {
  std::string name;
  bool is_in_memory = false;
};
FileSystem file_system_of(const std::filesystem::path& folder);

}  // namespace skald::bench
