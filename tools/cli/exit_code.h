#pragma once

#include <string>

#include "engine/base/result.h"

namespace skald::cli {

/// What the program answers to its caller.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,  ///< It could not be done, or replay found a divergence.
  kUsage = 2,   ///< The command line is wrong.
};

/// Prints "skald: <message>" on standard error.
ExitCode fail(const std::string& message, ExitCode code = ExitCode::kFailed);
/// Prints the error. kFailed.
ExitCode fail(const Error& error);

}  // namespace skald::cli
