#pragma once

#include <string>

#include "engine/base/clock.h"
#include "tools/cli/offline_view.h"
#include "tools/cli/table.h"

namespace skald::cli {

/// "running" in yellow, "completed" in green, …
Cell status_cell(const store::Visibility& row);

/// How long the run has lasted, or did.
std::string lasted_text(const store::Visibility& row, Time now);

/// Why an open run does not go on, if its workflow task failed three times or has waited a minute for a
/// worker; else empty.
std::string standstill_text(const core::RunState& state, Time now);

/// A moment that the store keeps as nanoseconds.
std::string stored_moment(std::int64_t nanoseconds);

}  // namespace skald::cli
