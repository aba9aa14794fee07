#pragma once

#include <temporal/api/workflow/v1/message.pb.h>

#include <string>

#include "engine/base/clock.h"
#include "tools/cli/offline_view.h"
#include "tools/cli/table.h"

namespace skald::cli {

/// What a server, or a file, says of a run in lists.
using RunInfo = temporal::api::workflow::v1::WorkflowExecutionInfo;

/// "running" in yellow, "completed" in green, …
Cell status_cell(const RunInfo& run);

/// How long the run has lasted, or did.
std::string lasted_text(const RunInfo& run, Time now);

/// Why an open run does not go on, if its workflow task failed three times or has waited a minute for a
/// worker; else empty.
std::string standstill_text(const core::RunState& state, Time now);

/// "2026-11-22 15:04:05.123 UTC".
std::string moment_text(const google::protobuf::Timestamp& time);

/// "in 3 s" or "12 s ago".
std::string distance_text(Time time, Time now);

/// A line of a description; empty if there is no text.
std::string labelled_line(const char* label, const std::string& text);

/// What every description of a run begins with, line by line.
std::string facts_text(const RunInfo& run, Time now);

}  // namespace skald::cli
