#pragma once

#include <string>

#include "engine/base/clock.h"

namespace skald::history {

/// A length of time as people read it, three digits or so: "850 µs", "12 ms", "3.4 s", "2 min 5 s", "3 h 20
/// min", "30 d".
std::string duration_text(Duration duration);

/// Seconds since a start, for a column: "0.000", "12.345", "1:02:03" from an hour on, "3d 04:05:06" from a
/// day on.
std::string elapsed_text(Duration since_start);

/// "2026-11-22 15:04:05.123 UTC".
std::string moment_text(Time time);

}  // namespace skald::history
