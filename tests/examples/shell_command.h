#pragma once

#include <string>

namespace skald::examples {

struct CommandResult {
  int exit_code = 0;
  std::string output;  ///< Standard output and standard error, as they came.
};

/// Runs a line of shell and waits for it. The programs of the build come first on its PATH.
CommandResult run_shell(const std::string& command);

}  // namespace skald::examples
