#pragma once

#include <string>

#include "skald/registry.h"

namespace skald::cli {

/// What a workflow library registers. Looks for the file where the path says, and nowhere else.
/// CommandLineError if it cannot be used.
Registry open_library(const std::string& path);

}  // namespace skald::cli
