#pragma once

#include <string>

#include "tools/cli/syntax.h"

namespace skald::cli {

/// How a server writes its log, on standard error.
struct LogOptions {
  std::string level = "info";   ///< debug, info, warn, error or never
  std::string format = "text";  ///< text (also: pretty) or json: one object a line
};

/// --log-level and --log-format.
void add_log_options(Syntax syntax, LogOptions& options);
/// From now on.
void set_up_log(const LogOptions& options);

}  // namespace skald::cli
