#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "skald/log.h"

namespace skald {

/// What a line is about, in order: namespace, workflow, run, task_queue, attempt, …
using LogFields = std::vector<std::pair<std::string_view, std::string>>;

/// Takes one line. Any thread may call it, several at once.
using LogHandler = std::function<void(LogLevel level, std::string_view message, const LogFields& fields)>;

/// Sends what workers log, the lines of their workflows' loggers included, to `handler`; a null one sends it
/// back to spdlog's default logger, as "message key=value key=value". Any thread may call.
void set_log_handler(LogHandler handler);

}  // namespace skald
