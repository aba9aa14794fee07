#include "skald/library.h"

#include <dlfcn.h>

#include <filesystem>
#include <memory>
#include <string_view>

#include "skald/errors.h"

namespace skald::detail {
namespace {

std::shared_ptr<void> open_library(const std::string& path) {
  std::error_code problem;
  if (!std::filesystem::exists(path, problem))
    throw UsageError("workflow library " + path + ": there is no such file");
  // A name without a slash would be searched for in the system's folders.
  auto* handle = dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    throw UsageError("SKALD4002: workflow library " + path + " does not load: " + dlerror());
  return {handle, [](void* opened) { dlclose(opened); }};
}

const LibraryEntry& entry_of(void* library, const std::string& path) {
  const auto* entry = static_cast<const LibraryEntry*>(dlsym(library, kLibrarySymbol));
  if (entry == nullptr) {
    throw UsageError("SKALD4003: workflow library " + path +
                     " has no SKALD_WORKFLOWS(registry) { … }: it is no workflow library");
  }
  const std::string_view stamp = entry->stamp;
  if (stamp != SKALD_ABI_STAMP) {
    throw UsageError("SKALD4004: workflow library " + path + " was built for " + std::string(stamp) +
                     ", this program is " + SKALD_ABI_STAMP + ": build the library again");
  }
  if (entry->anchor != &library_anchor) {
    throw UsageError("SKALD4004: workflow library " + path +
                     " carries a copy of skald of its own: link it to libskald.so, not to static libraries");
  }
  return *entry;
}

}  // namespace

const char library_anchor = 0;

Registry load_library(const std::string& path) {
  auto library = open_library(path);
  const auto& entry = entry_of(library.get(), path);
  Registry registry;
  registry.keep(library);
  try {
    entry.add_to(registry);
  } catch (const UsageError& error) {
    throw UsageError("workflow library " + path + ": " + error.what());
  }
  return registry;
}

}  // namespace skald::detail
