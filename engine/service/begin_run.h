#pragma once

#include <string>

#include "engine/core/decide.h"
#include "engine/runtime/engine.h"

/// What starts have in common, with a signal or without.
namespace skald::service {

/// Refuses a start while the disk is full, or while too much waits to be written down.
Status check_can_begin(runtime::Engine& engine);

/// What the policies ask of the newest run.
core::CurrentRun current_run(const runtime::Run& run, const std::string& request_id);

/// The answer to the start of a run that is there now.
enum class WasStarted { kNo, kYes };
core::wire::StartWorkflowExecutionResponse start_response(const runtime::Run& run,
                                                          const std::string& request_id,
                                                          WasStarted was_started);

/// Starts the run that `first` makes; with `ended`, a run that is terminated for it in the same group.
Result<runtime::Run*> begin_run(runtime::Shard& shard, runtime::Run* ended, core::Transition first,
                                const core::Context& context);

}  // namespace skald::service
