#include "tools/cli/exit_code.h"

#include <cstdio>

namespace skald::cli {

ExitCode fail(const std::string& message, ExitCode code) {
  std::fprintf(stderr, "skald: %s\n", message.c_str());
  return code;
}

ExitCode fail(const Error& error) { return fail(error.message); }

}  // namespace skald::cli
