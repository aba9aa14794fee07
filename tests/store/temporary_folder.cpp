#include "tests/store/temporary_folder.h"

#include <stdlib.h>
#include <unistd.h>

#include <stdexcept>

namespace skald::store {

namespace {

/// In memory where that is possible: what a disk does is modelled, not measured, and syncs would take the
/// time.
std::filesystem::path base_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (base_folder() / "skald-store-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make the folder " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace skald::store
