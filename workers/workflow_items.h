#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "workers/connection.h"

namespace skald::workers {

using WorkflowTask = wire::PollWorkflowTaskQueueResponse;

struct HistoryFetch;

enum class QueueKind { kNormal, kSticky };

/// A task that a poll brought, or the answer to a start. On the heap: it changes hands several times.
struct ArrivedTask {
  std::unique_ptr<WorkflowTask> task;
  std::optional<QueueKind> polled = {};
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
using WorkflowItem = std::variant<ArrivedTask, CompletionAnswer, HistoryPage, ParkIdle>;

}  // namespace skald::workers
