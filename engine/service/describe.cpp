#include <map>
#include <utility>

#include "engine/api/time.h"
#include "engine/service/execution_info.h"
#include "engine/service/pending_activity.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

// The stamp of a worker's build is deprecated in the API, and still what clients show.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
namespace enums = temporal::api::enums::v1;

// The first second of the year 1: how a deadline that does not exist is spelled.
constexpr std::int64_t kNoTime = -62'135'596'800;

void fill_config(const core::RunState& state, temporal::api::workflow::v1::WorkflowExecutionConfig& config) {
  const auto& started = state.started();
  *config.mutable_task_queue() = started.task_queue();
  if (started.has_workflow_execution_timeout())
    *config.mutable_workflow_execution_timeout() = started.workflow_execution_timeout();
  if (started.has_workflow_run_timeout())
    *config.mutable_workflow_run_timeout() = started.workflow_run_timeout();
  *config.mutable_default_workflow_task_timeout() = started.workflow_task_timeout();
  if (state.has_user_metadata()) *config.mutable_user_metadata() = state.user_metadata();
}

void fill(const internal::v1::ChildState& child,
          temporal::api::workflow::v1::PendingChildExecutionInfo& info) {
  info.set_workflow_id(child.initiated().workflow_id());
  info.set_run_id(child.run_id());
  info.set_workflow_type_name(child.initiated().workflow_type().name());
  info.set_initiated_id(child.initiated_event_id());
  info.set_parent_close_policy(child.initiated().parent_close_policy());
}

void add_activities(const core::RunState& state, Time now,
                    wire::DescribeWorkflowExecutionResponse& response) {
  const std::map<std::int64_t, internal::v1::ActivityState> in_order(state.activities().begin(),
                                                                     state.activities().end());
  for (const auto& [id, activity] : in_order)
    *response.add_pending_activities() = pending_activity(activity, now);
}

void add_children(const core::RunState& state, wire::DescribeWorkflowExecutionResponse& response) {
  if (state.status() != enums::WORKFLOW_EXECUTION_STATUS_RUNNING) return;
  const std::map<std::int64_t, internal::v1::ChildState> in_order(state.children().begin(),
                                                                  state.children().end());
  for (const auto& [id, child] : in_order) fill(child, *response.add_pending_children());
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

// Which requests the run answers to: the start, and starts that were answered with it.
void fill_requests(const core::RunState& state,
                   temporal::api::workflow::v1::WorkflowExecutionExtendedInfo& info) {
  auto& infos = *info.mutable_request_id_infos();
  if (!state.start_request_id().empty()) {
    auto& start = infos[state.start_request_id()];
    start.set_event_type(enums::EVENT_TYPE_WORKFLOW_EXECUTION_STARTED);
    start.set_event_id(1);
  }
  for (const auto& [request_id, event_id] : state.requests_attached()) {
    auto& attached = infos[request_id];
    attached.set_event_type(enums::EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED);
    attached.set_event_id(event_id);
    attached.set_buffered(event_id == 0);
  }
}

void fill(const core::RunState& state, temporal::api::workflow::v1::WorkflowExecutionExtendedInfo& info) {
  const auto& started = state.started();
  *info.mutable_original_start_time() = state.start_time();
  if (started.has_workflow_execution_expiration_time())
    *info.mutable_execution_expiration_time() = started.workflow_execution_expiration_time();
  info.mutable_run_expiration_time()->set_seconds(kNoTime);
  if (api::is_set(started.workflow_run_timeout())) {
    *info.mutable_run_expiration_time() = api::to_timestamp(
        api::later(api::to_time(state.execution_time()), api::to_duration(started.workflow_run_timeout())));
  }
  info.set_cancel_requested(state.cancel_requested());
  fill_requests(state, info);
}

}  // namespace

wire::DescribeWorkflowExecutionResponse describe(const core::RunState& state, Time now) {
  wire::DescribeWorkflowExecutionResponse response;
  fill_config(state, *response.mutable_execution_config());
  auto& info = *response.mutable_workflow_execution_info();
  info = execution_info(state);
  if (state.started().has_priority()) *info.mutable_priority() = state.started().priority();
  info.mutable_memo();
  info.mutable_search_attributes();
  *info.mutable_auto_reset_points() = state.auto_reset_points();
  info.set_worker_deployment_name(state.worker_deployment_name());
  if (state.has_worker_version()) *info.mutable_most_recent_worker_version_stamp() = state.worker_version();
  fill(state, *response.mutable_workflow_extended_info());
  add_activities(state, now, response);
  add_children(state, response);
  if (state.workflow_task().stage() != internal::v1::WorkflowTaskState::STAGE_NONE) {
    fill(state.workflow_task(), *response.mutable_pending_workflow_task());
  }
  return response;
}

void Service::describe_workflow_execution(const Caller&,
                                          const wire::DescribeWorkflowExecutionRequest& request,
                                          Reply<wire::DescribeWorkflowExecutionResponse> reply) {
  const auto& execution = request.execution();
  if (Status ok = check_execution(engine_, request.namespace_(), execution.workflow_id(), execution.run_id());
      !ok.ok()) {
    return reply(std::move(ok).error());
  }
  const runtime::RunKey key{{request.namespace_(), execution.workflow_id()}, execution.run_id()};
  const auto types = engine_.namespaces().search_attributes(request.namespace_());
  engine_.shard_of(key.workflow).post([key, types, reply = std::move(reply)](Shard& shard) {
    shard.with_run(key, [key, types, reply](Shard& self, Result<Run*> found) {
      if (!found.ok()) return reply(std::move(found).error());
      if (*found == nullptr) return reply(run_not_found(key));
      wire::DescribeWorkflowExecutionResponse response = describe((*found)->state, self.context().now);
      leave_out_removed(types.get(), *response.mutable_workflow_execution_info());
      self.when_durable(**found, [reply, response = std::move(response)] { reply(response); });
    });
  });
}

}  // namespace skald::service
