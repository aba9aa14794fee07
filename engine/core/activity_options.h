#pragma once

#include "engine/core/names.h"

namespace skald::core {

/// Checks the attributes of a schedule command and writes them to `event` with what Temporal fills in:
/// missing timeouts from the given ones and the run timeout, every timeout capped, the retry policy's
/// defaults.
Status normalize_activity(const command::ScheduleActivityTaskCommandAttributes& wanted,
                          const history::WorkflowExecutionStartedEventAttributes& started,
                          const Limits& limits, history::ActivityTaskScheduledEventAttributes& event);

}  // namespace skald::core
