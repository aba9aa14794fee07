#include <utility>

#include "engine/service/change_run.h"
#include "engine/service/event_reader.h"
#include "engine/service/poll.h"
#include "engine/service/task_token.h"
#include "skald/internal/v1/page_token.pb.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using Response = wire::PollWorkflowTaskQueueResponse;
using PollReply = Reply<Response>;

Response describe_task(const Run& run) {
  const core::RunState& state = run.state;
  const internal::v1::WorkflowTaskState& task = state.workflow_task();
  Response response;
  response.set_task_token(workflow_task_token(state).SerializeAsString());
  response.mutable_workflow_execution()->set_workflow_id(run.key.workflow.workflow_id);
  response.mutable_workflow_execution()->set_run_id(run.key.run_id);
  *response.mutable_workflow_type() = state.started().workflow_type();
  response.set_previous_started_event_id(state.previous_started_event_id());
  response.set_started_event_id(task.started_event_id());
  response.set_attempt(task.attempt());
  *response.mutable_workflow_execution_task_queue() = state.started().task_queue();
  *response.mutable_scheduled_time() = task.scheduled_time();
  *response.mutable_started_time() = task.started_time();
  return response;
}

// Otherwise the task would be given out, and time out, for ever.
void set_aside_if_damaged(Shard& shard, const runtime::RunKey& key, const Error& error) {
  if (error.code != Code::kDataLoss) return;
  shard.with_run(key, [error](Shard& self, Result<Run*> found) {
    if (found.ok() && *found != nullptr) self.set_aside(**found, error);
  });
}

// Hands the started task over with its history: what follows the last started task if it came over the
// worker's sticky queue, else everything (the first page of it).
void give(Shard& shard, const Run& run, bool is_sticky, const PollRef<Response>& poll) {
  Response response = describe_task(run);
  auto virtual_events = core::transient_events(run.state);
  const std::int64_t from = is_sticky ? run.state.previous_started_event_id() + 1 : 1;
  const store::Seq gate = run.last;
  read_events(
      poll->engine, shard, run, from, kPageBatches,
      [poll, gate, key = run.key, response = std::move(response), virtual_events = std::move(virtual_events)](
          Shard& self, Result<EventPage> page) mutable {
        if (!page.ok()) {
          set_aside_if_damaged(self, key, page.error());
          return poll->reply(std::move(page).error());
        }
        response.mutable_history()->Swap(&page->history);
        if (page->next_event_id != 0) {
          internal::v1::HistoryPageToken token;
          token.set_run_id(key.run_id);
          token.set_next_event_id(page->next_event_id);
          token.set_started_event_id(response.started_event_id());
          response.set_next_page_token(token.SerializeAsString());
        } else {
          for (auto& event : virtual_events) response.mutable_history()->add_events()->Swap(&event);
        }
        if (poll->caller.in_process) return poll->reply(std::move(response));
        self.parts().pipeline.when_durable(gate, [poll, key, response = std::move(response)]() mutable {
          deliver(*poll, key, std::move(response),
                  [poller = poll->poller](const core::RunState& state, const core::Context& context) {
                    return core::decide_return_workflow_task(state, poller, context);
                  });
        });
      });
}

}  // namespace

void Service::poll_workflow_task_queue(const Caller& caller, wire::PollWorkflowTaskQueueRequest request,
                                       PollReply reply) {
  if (Status ok = check_poll(request, caller, engine_.options()); !ok.ok())
    return reply(std::move(ok).error());
  auto call = make_poll<Response>(engine_, caller, request, runtime::TaskKind::kWorkflow, std::move(reply));
  call->start = [](Shard& shard, Run& run, const runtime::ReadyTask& task, const PollRef<Response>& poll) {
    Result<core::Decision> decision =
        core::decide_start_workflow_task(run.state, task.scheduled_event_id, poll->poller, shard.context());
    if (!decision.ok()) return false;
    shard.commit(run, std::move(*decision));
    give(shard, run, task.is_sticky, poll);
    return true;
  };
  wait_for_task(call);
}

void Service::respond_workflow_task_completed(const Caller& caller,
                                              wire::RespondWorkflowTaskCompletedRequest request,
                                              Reply<wire::RespondWorkflowTaskCompletedResponse> reply) {
  Result<internal::v1::TaskToken> token = parse_task_token(request.task_token(), request.namespace_());
  if (!token.ok()) return reply(std::move(token).error());
  const runtime::RunKey key = run_key(*token);
  change_run<wire::RespondWorkflowTaskCompletedResponse>(
      engine_, key, !caller.in_process, std::move(reply),
      [token = std::move(*token), request = std::move(request)](const core::RunState& state,
                                                                const core::Context& context) {
        return core::decide_complete_workflow_task(state, token, request, context);
      },
      [](const Run&, const core::CompletedWorkflowTask&) {
        return wire::RespondWorkflowTaskCompletedResponse();
      });
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
