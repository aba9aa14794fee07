#include "workers/description.h"

#include "dsl/replay/failure_conversion.h"
#include "engine/api/time.h"

namespace skald {

const char* to_string(WorkflowStatus status) {
  switch (status) {
    case WorkflowStatus::kRunning: return "running";
    case WorkflowStatus::kCompleted: return "completed";
    case WorkflowStatus::kFailed: return "failed";
    case WorkflowStatus::kCancelled: return "cancelled";
    case WorkflowStatus::kTerminated: return "terminated";
    case WorkflowStatus::kContinuedAsNew: return "continued as new";
    case WorkflowStatus::kTimedOut: return "timed out";
  }
  return "unknown";
}

namespace workers {
namespace {

namespace enums = ::temporal::api::enums::v1;
namespace workflow = ::temporal::api::workflow::v1;

WorkflowStatus to_status(enums::WorkflowExecutionStatus status) {
  switch (status) {
    case enums::WORKFLOW_EXECUTION_STATUS_COMPLETED: return WorkflowStatus::kCompleted;
    case enums::WORKFLOW_EXECUTION_STATUS_FAILED: return WorkflowStatus::kFailed;
    case enums::WORKFLOW_EXECUTION_STATUS_CANCELED: return WorkflowStatus::kCancelled;
    case enums::WORKFLOW_EXECUTION_STATUS_TERMINATED: return WorkflowStatus::kTerminated;
    case enums::WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW: return WorkflowStatus::kContinuedAsNew;
    case enums::WORKFLOW_EXECUTION_STATUS_TIMED_OUT: return WorkflowStatus::kTimedOut;
    default: return WorkflowStatus::kRunning;
  }
}

PendingActivity::State to_state(enums::PendingActivityState state) {
  switch (state) {
    case enums::PENDING_ACTIVITY_STATE_STARTED: return PendingActivity::State::kStarted;
    case enums::PENDING_ACTIVITY_STATE_CANCEL_REQUESTED: return PendingActivity::State::kCancelRequested;
    default: return PendingActivity::State::kScheduled;
  }
}

PendingActivity to_activity(const workflow::PendingActivityInfo& info) {
  PendingActivity activity;
  activity.id = info.activity_id();
  activity.type = info.activity_type().name();
  activity.state = to_state(info.state());
  activity.attempt = info.attempt();
  activity.maximum_attempts = info.maximum_attempts();
  activity.scheduled = api::to_time(info.scheduled_time());
  if (info.has_last_started_time()) activity.last_started = api::to_time(info.last_started_time());
  if (info.has_next_attempt_schedule_time())
    activity.next_attempt = api::to_time(info.next_attempt_schedule_time());
  if (info.has_last_failure()) activity.last_failure = replay::to_error(info.last_failure())->chain();
  activity.last_worker = info.last_worker_identity();
  return activity;
}

PendingWorkflowTask to_task(const workflow::PendingWorkflowTaskInfo& info) {
  PendingWorkflowTask task;
  task.is_started = info.state() == enums::PENDING_WORKFLOW_TASK_STATE_STARTED;
  task.attempt = info.attempt();
  task.scheduled = api::to_time(info.scheduled_time());
  if (info.has_started_time()) task.started = api::to_time(info.started_time());
  return task;
}

}  // namespace

WorkflowSummary to_summary(const workflow::WorkflowExecutionInfo& info) {
  WorkflowSummary summary;
  summary.workflow_id = info.execution().workflow_id();
  summary.run_id = info.execution().run_id();
  summary.first_run_id = info.first_run_id();
  summary.type = info.type().name();
  summary.task_queue = info.task_queue();
  summary.status = to_status(info.status());
  summary.started = api::to_time(info.start_time());
  if (info.has_close_time()) summary.closed = api::to_time(info.close_time());
  summary.history_events = info.history_length();
  summary.history_bytes = info.history_size_bytes();
  return summary;
}

WorkflowDescription to_description(const wire::DescribeWorkflowExecutionResponse& response) {
  WorkflowDescription description{to_summary(response.workflow_execution_info()), {}, {}};
  for (const auto& activity : response.pending_activities()) {
    description.pending_activities.push_back(to_activity(activity));
  }
  if (response.has_pending_workflow_task()) {
    description.pending_workflow_task = to_task(response.pending_workflow_task());
  }
  return description;
}

}  // namespace workers
}  // namespace skald
