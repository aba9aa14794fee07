#include <utility>

#include "engine/api/time.h"
#include "engine/service/execution_info.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
namespace enums = temporal::api::enums::v1;

void fill_config(const core::RunState& state, temporal::api::workflow::v1::WorkflowExecutionConfig& config) {
  const auto& started = state.started();
  *config.mutable_task_queue() = started.task_queue();
  if (started.has_workflow_execution_timeout())
    *config.mutable_workflow_execution_timeout() = started.workflow_execution_timeout();
  if (started.has_workflow_run_timeout())
    *config.mutable_workflow_run_timeout() = started.workflow_run_timeout();
  *config.mutable_default_workflow_task_timeout() = started.workflow_task_timeout();
}

enums::PendingActivityState state_of(const internal::v1::ActivityState& activity) {
  if (!activity.has_started_time()) return enums::PENDING_ACTIVITY_STATE_SCHEDULED;
  return activity.cancel_requested_event_id() != 0 ? enums::PENDING_ACTIVITY_STATE_CANCEL_REQUESTED
                                                   : enums::PENDING_ACTIVITY_STATE_STARTED;
}

void fill(const internal::v1::ActivityState& activity, Time now,
          temporal::api::workflow::v1::PendingActivityInfo& info) {
  info.set_activity_id(activity.scheduled().activity_id());
  *info.mutable_activity_type() = activity.scheduled().activity_type();
  info.set_state(state_of(activity));
  info.set_attempt(activity.attempt());
  info.set_maximum_attempts(activity.scheduled().retry_policy().maximum_attempts());
  *info.mutable_scheduled_time() = activity.attempt_time();
  if (activity.has_started_time()) {
    *info.mutable_last_started_time() = activity.started_time();
  } else if (api::to_time(activity.attempt_time()) > now) {
    *info.mutable_next_attempt_schedule_time() = activity.attempt_time();
  }
  const auto& limit = activity.scheduled().schedule_to_close_timeout();
  if (api::is_set(limit)) {
    *info.mutable_expiration_time() =
        api::to_timestamp(api::to_time(activity.scheduled_time()) + api::to_duration(limit));
  }
  if (activity.has_last_heartbeat_time())
    *info.mutable_last_heartbeat_time() = activity.last_heartbeat_time();
  if (activity.has_heartbeat_details()) *info.mutable_heartbeat_details() = activity.heartbeat_details();
  if (activity.has_last_failure()) *info.mutable_last_failure() = activity.last_failure();
  if (activity.has_last_attempt_complete_time()) {
    *info.mutable_last_attempt_complete_time() = activity.last_attempt_complete_time();
  }
  info.set_last_worker_identity(activity.has_started_time() ? activity.identity()
                                                            : activity.last_worker_identity());
}

void fill(const internal::v1::WorkflowTaskState& task,
          temporal::api::workflow::v1::PendingWorkflowTaskInfo& info) {
  const bool started = task.stage() == internal::v1::WorkflowTaskState::STAGE_STARTED;
  info.set_state(started ? enums::PENDING_WORKFLOW_TASK_STATE_STARTED
                         : enums::PENDING_WORKFLOW_TASK_STATE_SCHEDULED);
  info.set_attempt(task.attempt());
  *info.mutable_scheduled_time() = task.scheduled_time();
  *info.mutable_original_scheduled_time() =
      task.has_original_scheduled_time() ? task.original_scheduled_time() : task.scheduled_time();
  if (started) *info.mutable_started_time() = task.started_time();
}

}  // namespace

wire::DescribeWorkflowExecutionResponse describe(const core::RunState& state, Time now) {
  wire::DescribeWorkflowExecutionResponse response;
  fill_config(state, *response.mutable_execution_config());
  *response.mutable_workflow_execution_info() = execution_info(state);
  if (state.started().has_priority())
    *response.mutable_workflow_execution_info()->mutable_priority() = state.started().priority();
  response.mutable_workflow_execution_info()->mutable_memo();
  response.mutable_workflow_execution_info()->mutable_search_attributes();
  auto& extended = *response.mutable_workflow_extended_info();
  *extended.mutable_original_start_time() = state.start_time();
  if (state.started().has_workflow_execution_expiration_time()) {
    *extended.mutable_execution_expiration_time() = state.started().workflow_execution_expiration_time();
  }
  extended.set_cancel_requested(state.cancel_requested());
  for (const auto& [id, activity] : state.activities())
    fill(activity, now, *response.add_pending_activities());
  if (state.workflow_task().stage() != internal::v1::WorkflowTaskState::STAGE_NONE) {
    fill(state.workflow_task(), *response.mutable_pending_workflow_task());
  }
  return response;
}

void Service::describe_workflow_execution(const Caller&,
                                          const wire::DescribeWorkflowExecutionRequest& request,
                                          Reply<wire::DescribeWorkflowExecutionResponse> reply) {
  const auto& execution = request.execution();
  if (Status ok = check_execution(request.namespace_(), execution.workflow_id(), execution.run_id(),
                                  engine_.options().limits);
      !ok.ok()) {
    return reply(std::move(ok).error());
  }
  const runtime::RunKey key{{request.namespace_(), execution.workflow_id()}, execution.run_id()};
  engine_.shard_of(key.workflow).post([key, reply = std::move(reply)](Shard& shard) {
    shard.with_run(key, [key, reply](Shard& self, Result<Run*> found) {
      if (!found.ok()) return reply(std::move(found).error());
      if (*found == nullptr) return reply(run_not_found(key));
      self.when_durable(
          **found, [reply, response = describe((*found)->state, self.context().now)] { reply(response); });
    });
  });
}

}  // namespace skald::service
