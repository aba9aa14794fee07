#pragma once

#include <optional>
#include <string_view>

#include "engine/base/clock.h"

namespace skald {

/// Reads a duration as Go prints and reads it, and Temporal's tools with it: "1h30m", "1.5s", "-2ms", "0".
/// Empty if the text is none or does not fit.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace skald
