#pragma once

#include <optional>
#include <string>

#include "engine/base/clock.h"

namespace skald::cli {

/// A length of time as people type it: "500ms", "30s", "1.5h", "7d". Nothing: it is none, or does not fit.
std::optional<Duration> parse_duration(const std::string& text);

}  // namespace skald::cli
