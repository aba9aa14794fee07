#pragma once

#include "engine/core/decide.h"
#include "engine/core/draft.h"

/// Signals, however they come.
namespace skald::core {

/// Name, sizes and request id of a signal.
Status check_signal(const wire::SignalWorkflowExecutionRequest& request, const Limits& limits);

/// Why an open or closed run takes no signal now; success also for one that it has had before (see
/// has_had_signal).
Status check_takes_signal(const RunState& state, const Limits& limits);

/// True if the run had a signal with this request id, perhaps the one that started it: it counts once.
bool has_had_signal(const RunState& state, const std::string& request_id);

/// Writes the event; buffered while a worker holds the workflow task. Valid until the draft's next event.
HistoryEvent& record_signal(Draft& draft, const wire::SignalWorkflowExecutionRequest& request);

}  // namespace skald::core
