#pragma once

#include "engine/core/commands.h"

/// What a completion leaves the worker with: nothing, a task in the queue, or one in its hands.
namespace skald::core {

/// The next workflow task of a run whose last one ended with this completion.
struct NextTask {
  /// Applied after the completion's transition and never logged.
  Transition unlogged;
  /// The worker that completed holds it.
  bool is_held = false;
};
/// `has_news`: something is recorded that the workflow has not seen, or the worker wants a task.
NextTask write_next_task(Completion& completion, bool has_news);

/// True if the completed task exists for updates alone and every one of them is refused: nothing need be
/// written of it.
bool leaves_no_trace(const Completion& completion);

/// The worker only wants to go on with what it does.
bool is_heartbeat(const wire::RespondWorkflowTaskCompletedRequest& request);
/// And has done so for longer than it may.
bool is_heartbeat_over(const RunState& state, const wire::RespondWorkflowTaskCompletedRequest& request,
                       const Context& context);

}  // namespace skald::core
