#include "workers/task_failure_reports.h"

#include <algorithm>
#include <utility>

#include "workers/retries.h"

namespace skald::workers {

Duration report_delay(std::int32_t attempt) {
  constexpr Duration kLongest = std::chrono::minutes(1);
  if (attempt < 2) return Duration::zero();
  const int doublings = std::min(attempt - 2, 6);
  return std::min<Duration>(std::chrono::seconds(1 << doublings), kLongest);
}

void TaskFailureReports::report(wire::RespondWorkflowTaskFailedRequest request, std::int32_t attempt) {
  const Duration delay = report_delay(attempt);
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    if (delay > Duration::zero() && !flushed_) {
      number = ++last_number_;
      waiting_.emplace(number, std::move(request));
    }
  }
  if (number == 0) return send(std::move(request));
  context_->timers->after(delay, [self = shared_from_this(), number] { self->send_waiting(number); });
}

void TaskFailureReports::flush() {
  std::map<std::uint64_t, wire::RespondWorkflowTaskFailedRequest> waiting;
  {
    const std::lock_guard lock(mutex_);
    flushed_ = true;
    waiting.swap(waiting_);
  }
  for (auto& [number, request] : waiting) send(std::move(request));
}

void TaskFailureReports::send_waiting(std::uint64_t number) {
  wire::RespondWorkflowTaskFailedRequest request;
  {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(number);
    if (found == waiting_.end()) return;
    request = std::move(found->second);
    waiting_.erase(found);
  }
  send(std::move(request));
}

void TaskFailureReports::send(wire::RespondWorkflowTaskFailedRequest request) {
  workers::report<wire::RespondWorkflowTaskFailedRequest, wire::RespondWorkflowTaskFailedResponse>(
      context_->connection, context_->timers, &Connection::respond_workflow_task_failed, std::move(request),
      [](const Result<wire::RespondWorkflowTaskFailedResponse>&) {
        // Refused means that the task is over already: the server has moved on.
      },
      {std::chrono::minutes(1), true, context_->stopping});
}

}  // namespace skald::workers
