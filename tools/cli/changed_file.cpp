#include "tools/cli/changed_file.h"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <system_error>

namespace skald::cli {

Result<std::unique_ptr<Engine>> open_existing(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return Error{Code::kNotFound, "there is no file " + path, {}};
  return std::make_unique<Engine>(path);
}

std::string cli_identity() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return std::string("skald-cli@") + host.data();
}

}  // namespace skald::cli
