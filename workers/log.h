#pragma once

#include <string_view>

#include "skald/logging.h"

namespace skald::workers {

/// False if a line of this level would go nowhere: ask before making costly fields.
bool is_logged(LogLevel level);

void log(LogLevel level, std::string_view message, const LogFields& fields);

}  // namespace skald::workers
