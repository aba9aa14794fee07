#include "tools/cli/library_file.h"

#include <filesystem>

#include "skald/errors.h"
#include "skald/library.h"

namespace skald::cli {

Registry open_library(const std::string& path) {
  // Without a slash the loader would search the system's folders and not the current one.
  const std::filesystem::path full = std::filesystem::absolute(path);
  if (!std::filesystem::exists(full)) throw UsageError("there is no library " + path);
  return detail::load_library(full.string());
}

}  // namespace skald::cli
