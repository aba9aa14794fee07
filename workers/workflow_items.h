#pragma once

#include <memory>
#include <string>
#include <variant>

#include "workers/connection.h"

namespace skald::workers {

using WorkflowTask = wire::PollWorkflowTaskQueueResponse;

struct HistoryFetch;

enum class QueueKind { kNormal, kSticky };

/// A task that a poll brought. On the heap: it changes hands several times.
struct PolledTask {
  std::unique_ptr<WorkflowTask> task;
  QueueKind queue = QueueKind::kNormal;
};

/// A completion was answered with an error or with the run's next task.
struct CompletionAnswer {
  std::string run_id;
  Result<wire::RespondWorkflowTaskCompletedResponse> answer;
};

/// A page of a history that a task needs before it can be handled.
struct HistoryPage {
  std::shared_ptr<HistoryFetch> fetch;
  Result<wire::GetWorkflowExecutionHistoryResponse> page;
};

/// Idle runs may be parked now.
struct ParkIdle {};

/// What arrives at a workflow thread.
using WorkflowItem = std::variant<PolledTask, CompletionAnswer, HistoryPage, ParkIdle>;

}  // namespace skald::workers
