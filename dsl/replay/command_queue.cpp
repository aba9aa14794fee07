#include "dsl/replay/command_queue.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace skald::replay {

const char* to_string(CommandKind kind) {
  switch (kind) {
    case CommandKind::kScheduleActivity: return "ScheduleActivityTask";
    case CommandKind::kRequestCancelActivity: return "RequestCancelActivityTask";
    case CommandKind::kStartTimer: return "StartTimer";
    case CommandKind::kCancelTimer: return "CancelTimer";
    case CommandKind::kStartChild: return "StartChildWorkflowExecution";
    case CommandKind::kCancelChild: return "RequestCancelExternalWorkflowExecution";
    case CommandKind::kSignalExternal: return "SignalExternalWorkflowExecution";
    case CommandKind::kCompleteWorkflow: return "CompleteWorkflowExecution";
    case CommandKind::kFailWorkflow: return "FailWorkflowExecution";
    case CommandKind::kCancelWorkflow: return "CancelWorkflowExecution";
    case CommandKind::kContinueAsNew: return "ContinueAsNewWorkflowExecution";
  }
  return "unknown command";
}

void CommandQueue::remove(const CommandSource* source) {
  const auto found = std::find_if(queued_.begin(), queued_.end(), [source](const QueuedCommand& each) {
    return each.source.get() == source;
  });
  if (found != queued_.end()) queued_.erase(found);
}

void CommandQueue::clear() {
  SKALD_ASSERT(front() == nullptr);
  queued_.clear();
  matched_ = 0;
}

}  // namespace skald::replay
