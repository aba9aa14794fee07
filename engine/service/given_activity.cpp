#include "engine/service/given_activity.h"

#include <utility>

#include "engine/base/ids.h"
#include "engine/service/task_token.h"

namespace skald::service {

using Response = core::wire::PollActivityTaskQueueResponse;

Response describe_activity_task(const runtime::Run& run, const internal::v1::ActivityState& activity) {
  const auto& scheduled = activity.scheduled();
  Response response;
  response.set_task_token(activity_task_token(run.state, activity).SerializeAsString());
  response.set_workflow_namespace(run.key.workflow.namespace_name);
  *response.mutable_workflow_type() = run.state.started().workflow_type();
  response.mutable_workflow_execution()->set_workflow_id(run.key.workflow.workflow_id);
  response.mutable_workflow_execution()->set_run_id(run.key.run_id);
  *response.mutable_activity_type() = scheduled.activity_type();
  response.set_activity_id(scheduled.activity_id());
  if (scheduled.has_header()) *response.mutable_header() = scheduled.header();
  if (scheduled.has_input()) *response.mutable_input() = scheduled.input();
  if (activity.has_heartbeat_details()) *response.mutable_heartbeat_details() = activity.heartbeat_details();
  *response.mutable_scheduled_time() = activity.scheduled_time();
  *response.mutable_current_attempt_scheduled_time() = activity.attempt_time();
  *response.mutable_started_time() = activity.started_time();
  response.set_attempt(activity.attempt());
  *response.mutable_schedule_to_close_timeout() = scheduled.schedule_to_close_timeout();
  *response.mutable_start_to_close_timeout() = scheduled.start_to_close_timeout();
  *response.mutable_heartbeat_timeout() = scheduled.heartbeat_timeout();
  if (scheduled.has_retry_policy()) *response.mutable_retry_policy() = scheduled.retry_policy();
  const auto& priority = scheduled.has_priority() ? scheduled.priority() : run.state.started().priority();
  if (priority.ByteSizeLong() > 0) *response.mutable_priority() = priority;
  return response;
}

std::vector<Response> start_eager_activities(runtime::Shard& shard, runtime::Run& run,
                                             const std::vector<std::int64_t>& scheduled_event_ids,
                                             core::Poller worker) {
  std::vector<Response> tasks;
  for (const std::int64_t id : scheduled_event_ids) {
    worker.request_id = random_uuid();
    Result<core::Decision> decision = core::decide_start_activity(run.state, id, 1, worker, shard.context());
    if (!decision.ok()) continue;
    shard.commit(run, std::move(*decision));
    tasks.push_back(describe_activity_task(run, run.state.activities().at(id)));
  }
  return tasks;
}

}  // namespace skald::service
