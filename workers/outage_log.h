#pragma once

#include "workers/worker_context.h"

namespace skald::workers {

/// Logs that polls fail once, and that they succeed again once, however many of them notice. `task_kind`:
/// "workflow tasks"; no `error`: a poll was answered.
///
/// A server that is back holds a poll for as long as there is no task. So that its return is told when it
/// happens, it is asked who it is, for as long as it cannot be reached.
void log_poll(const ContextRef& context, const char* task_kind, const Error* error);

/// Logs that what an activity came to did not reach the server. `fields` name the attempt. In an outage that
/// the log tells of, attempts end by their hundreds: that is for debugging.
void log_lost_report(const WorkerContext& context, LogFields fields, const Error& error);

}  // namespace skald::workers
