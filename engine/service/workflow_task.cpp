#include <utility>

#include "engine/service/change_run.h"
#include "engine/service/given_task.h"
#include "engine/service/poll.h"
#include "engine/service/query_task.h"
#include "engine/service/task_token.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using Response = wire::PollWorkflowTaskQueueResponse;
using PollReply = Reply<Response>;

// Hands the started task over with its history: what follows the last started task if it came over the
// worker's sticky queue, else everything (the first page of it).
void give(Shard& shard, Run& run, bool is_sticky, const PollRef<Response>& poll) {
  const GivenHistory history{is_sticky ? run.state.previous_started_event_id() + 1 : 1};
  read_given_task(
      poll->engine, shard, run, history,
      [poll, gate = run.last, key = run.key](Shard& self, Result<Response> given) {
        if (!given.ok()) not_given(self, key, poll->poller, given.error());
        if (!given.ok() || poll->caller.in_process) return poll->reply(std::move(given));
        self.parts().pipeline.when_durable(gate, [poll, key, given = std::move(*given)]() mutable {
          deliver(*poll, key, std::move(given),
                  [poller = poll->poller](const core::RunState& state, const core::Context& context) {
                    return core::decide_return_workflow_task(state, poller, context);
                  });
        });
      });
}

// A worker of the run's own queue took what nobody waited for on the sticky one: the next tasks go there,
// too. (A worker in the process is no event yet: should it be lost, its task is where it was.)
void leave_sticky(Shard& shard, Run& run) {
  if (!run.state.has_sticky()) return;
  Result<core::Decision> decision = core::decide_reset_sticky(run.state, shard.context());
  if (decision.ok()) shard.commit(run, std::move(*decision));
}

}  // namespace

void Service::poll_workflow_task_queue(const Caller& caller, wire::PollWorkflowTaskQueueRequest request,
                                       PollReply reply) {
  if (Status ok = check_poll(request, caller, engine_); !ok.ok()) return reply(std::move(ok).error());
  auto call = make_poll<Response>(engine_, caller, request, runtime::TaskKind::kWorkflow, std::move(reply));
  call->start = [](Shard& shard, Run& run, const runtime::ReadyTask& task, const PollRef<Response>& poll) {
    if (!task.query_id.empty()) return give_query(shard, run, task, poll);
    Result<core::Decision> decision =
        core::decide_start_workflow_task(run.state, task.scheduled_event_id, poll->poller, shard.context());
    if (!decision.ok()) return false;
    shard.commit(run, std::move(*decision));
    if (!task.is_sticky && !poll->caller.in_process) leave_sticky(shard, run);
    give(shard, run, task.is_sticky, poll);
    return true;
  };
  wait_for_task(call);
}

void Service::respond_workflow_task_failed(const Caller& caller,
                                           wire::RespondWorkflowTaskFailedRequest request,
                                           Reply<wire::RespondWorkflowTaskFailedResponse> reply) {
  Result<internal::v1::TaskToken> token = parse_task_token(request.task_token(), request.namespace_());
  if (!token.ok()) return reply(std::move(token).error());
  const runtime::RunKey key = run_key(*token);
  change_run<wire::RespondWorkflowTaskFailedResponse>(
      engine_, key, !caller.in_process, std::move(reply),
      [token = std::move(*token), request = std::move(request)](const core::RunState& state,
                                                                const core::Context& context) {
        return core::decide_fail_workflow_task(state, token, request, context);
      },
      [](const Run&, const core::Decision&) { return wire::RespondWorkflowTaskFailedResponse(); });
}

}  // namespace skald::service
