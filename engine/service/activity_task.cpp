#include <utility>

#include "engine/service/given_activity.h"
#include "engine/service/poll.h"
#include "engine/service/respond_activity.h"
#include "engine/service/task_token.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using Response = wire::PollActivityTaskQueueResponse;

template <class Response, class Request, class Decide, class Answer>
void respond(runtime::Engine& engine, bool waits_for_gate, Request request, Reply<Response> reply,
             Decide decide, Answer answer) {
  Result<internal::v1::TaskToken> token = parse_task_token(request.task_token(), request.namespace_());
  if (!token.ok()) return reply(std::move(token).error());
  respond_to_activity(engine, std::move(*token), waits_for_gate, std::move(request), std::move(reply), decide,
                      std::move(answer));
}

}  // namespace

void Service::poll_activity_task_queue(const Caller& caller, wire::PollActivityTaskQueueRequest request,
                                       Reply<Response> reply) {
  if (Status ok = check_poll(request, caller, engine_); !ok.ok()) return reply(std::move(ok).error());
  auto call = make_poll<Response>(engine_, caller, request, runtime::TaskKind::kActivity, std::move(reply));
  call->start = [](Shard& shard, Run& run, const runtime::ReadyTask& task, const PollRef<Response>& poll) {
    Result<core::Decision> decision = core::decide_start_activity(
        run.state, task.scheduled_event_id, task.attempt, poll->poller, shard.context());
    if (!decision.ok()) return false;
    shard.commit(run, std::move(*decision));
    // The attempt touches the world: its start must be durable before it runs, wherever the worker is.
    shard.when_durable(run, [poll, key = run.key, id = task.scheduled_event_id,
                             response = describe_activity_task(
                                 run, run.state.activities().at(task.scheduled_event_id))]() mutable {
      deliver(*poll, key, std::move(response),
              [id, poller = poll->poller](const core::RunState& state, const core::Context& context) {
                return core::decide_return_activity(state, id, poller, context);
              });
    });
    return true;
  };
  wait_for_task(call);
}

// A worker does not wait for the answer before it goes on, but somebody else in its process may complete the
// activity instead: what is acknowledged must be durable. A heartbeat is worth no sync.
void Service::respond_activity_task_completed(const Caller&,
                                              wire::RespondActivityTaskCompletedRequest request,
                                              Reply<wire::RespondActivityTaskCompletedResponse> reply) {
  respond(engine_, true, std::move(request), std::move(reply), core::decide_complete_activity,
          [](const Run&, const core::Decision&) { return wire::RespondActivityTaskCompletedResponse(); });
}

void Service::respond_activity_task_failed(const Caller&, wire::RespondActivityTaskFailedRequest request,
                                           Reply<wire::RespondActivityTaskFailedResponse> reply) {
  auto response = answer_failure<wire::RespondActivityTaskFailedResponse>(request, engine_.options().limits);
  respond(engine_, true, std::move(request), std::move(reply), core::decide_fail_activity,
          [response = std::move(response)](const Run&, const core::Decision&) { return response; });
}

void Service::respond_activity_task_canceled(const Caller&, wire::RespondActivityTaskCanceledRequest request,
                                             Reply<wire::RespondActivityTaskCanceledResponse> reply) {
  respond(engine_, true, std::move(request), std::move(reply), core::decide_cancel_activity,
          [](const Run&, const core::Decision&) { return wire::RespondActivityTaskCanceledResponse(); });
}

void Service::record_activity_task_heartbeat(const Caller& caller,
                                             wire::RecordActivityTaskHeartbeatRequest request,
                                             Reply<wire::RecordActivityTaskHeartbeatResponse> reply) {
  respond(engine_, !caller.in_process, std::move(request), std::move(reply), core::decide_heartbeat,
          answer_heartbeat<wire::RecordActivityTaskHeartbeatResponse>);
}

}  // namespace skald::service
