#pragma once

namespace skald::workers {

/// Sends what workflows log to the worker's log, with their ids. For the whole process; may be called again.
void connect_workflow_log();

}  // namespace skald::workers
