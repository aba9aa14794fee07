#include <utility>

#include "engine/service/change_run.h"
#include "engine/service/poll.h"
#include "engine/service/task_token.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using Response = wire::PollActivityTaskQueueResponse;

Response describe_task(const Run& run, const internal::v1::ActivityState& activity) {
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
  return response;
}

// The four calls that answer an activity task differ in their decision and in what the response says.
template <class Response, class Request, class Decide, class Answer>
void respond(runtime::Engine& engine, const Caller& caller, Request request, Reply<Response> reply,
             Decide decide, Answer answer) {
  Result<internal::v1::TaskToken> token = parse_task_token(request.task_token(), request.namespace_());
  if (!token.ok()) return reply(std::move(token).error());
  const runtime::RunKey key = run_key(*token);
  change_run<Response>(
      engine, key, !caller.in_process, std::move(reply),
      [token = std::move(*token), request = std::move(request), decide](const core::RunState& state,
                                                                        const core::Context& context) {
        return decide(state, token, request, context);
      },
      std::move(answer));
}

}  // namespace

void Service::poll_activity_task_queue(const Caller& caller, wire::PollActivityTaskQueueRequest request,
                                       Reply<Response> reply) {
  if (Status ok = check_poll(request, caller, engine_.options()); !ok.ok())
    return reply(std::move(ok).error());
  auto call = make_poll<Response>(engine_, caller, request, runtime::TaskKind::kActivity, std::move(reply));
  call->start = [](Shard& shard, Run& run, const runtime::ReadyTask& task, const PollRef<Response>& poll) {
    Result<core::Decision> decision = core::decide_start_activity(
        run.state, task.scheduled_event_id, task.attempt, poll->poller, shard.context());
    if (!decision.ok()) return false;
    shard.commit(run, std::move(*decision));
    // The attempt touches the world: its start must be durable before it runs, wherever the worker is.
    shard.when_durable(
        run, [poll, key = run.key, id = task.scheduled_event_id,
              response = describe_task(run, run.state.activities().at(task.scheduled_event_id))]() mutable {
          deliver(*poll, key, std::move(response),
                  [id, poller = poll->poller](const core::RunState& state, const core::Context& context) {
                    return core::decide_return_activity(state, id, poller, context);
                  });
        });
    return true;
  };
  wait_for_task(call);
}

void Service::respond_activity_task_completed(const Caller& caller,
                                              wire::RespondActivityTaskCompletedRequest request,
                                              Reply<wire::RespondActivityTaskCompletedResponse> reply) {
  respond(engine_, caller, std::move(request), std::move(reply), core::decide_complete_activity,
          [](const Run&, const core::Decision&) { return wire::RespondActivityTaskCompletedResponse(); });
}

void Service::respond_activity_task_failed(const Caller& caller,
                                           wire::RespondActivityTaskFailedRequest request,
                                           Reply<wire::RespondActivityTaskFailedResponse> reply) {
  respond(engine_, caller, std::move(request), std::move(reply), core::decide_fail_activity,
          [](const Run&, const core::Decision&) { return wire::RespondActivityTaskFailedResponse(); });
}

void Service::respond_activity_task_canceled(const Caller& caller,
                                             wire::RespondActivityTaskCanceledRequest request,
                                             Reply<wire::RespondActivityTaskCanceledResponse> reply) {
  respond(engine_, caller, std::move(request), std::move(reply), core::decide_cancel_activity,
          [](const Run&, const core::Decision&) { return wire::RespondActivityTaskCanceledResponse(); });
}

void Service::record_activity_task_heartbeat(const Caller& caller,
                                             wire::RecordActivityTaskHeartbeatRequest request,
                                             Reply<wire::RecordActivityTaskHeartbeatResponse> reply) {
  respond(engine_, caller, std::move(request), std::move(reply), core::decide_heartbeat,
          [](const Run&, const core::Heartbeat& heartbeat) {
            wire::RecordActivityTaskHeartbeatResponse response;
            response.set_cancel_requested(heartbeat.cancel_requested);
            return response;
          });
}

}  // namespace skald::service
