#include <memory>
#include <utility>
#include <vector>

#include "engine/service/command_namespaces.h"
#include "engine/service/given_activity.h"
#include "engine/service/given_task.h"
#include "engine/service/query_answer.h"
#include "engine/service/refusals.h"
#include "engine/service/task_token.h"

/// Completed workflow tasks: beside what they do to the run they answer queries and updates, and may bring
/// the worker its next tasks.
// The build of a worker is deprecated in the API, and still what clients show.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using runtime::WaitingQuery;
using Request = wire::RespondWorkflowTaskCompletedRequest;
using Response = wire::RespondWorkflowTaskCompletedResponse;

struct Completing {
  runtime::Engine& engine;
  Caller caller;
  runtime::RunKey key;
  internal::v1::TaskToken token;
  Request request;
  Reply<Response> reply;
};
using CompletingRef = std::shared_ptr<Completing>;

struct AnsweredQuery {
  std::shared_ptr<WaitingQuery> query;
  runtime::QueryResult result;
};

// Taken out before the completion is applied, which lets go of queries that no task answered.
std::vector<AnsweredQuery> take_answered(Run& run, const Completing& call) {
  std::vector<AnsweredQuery> answered;
  auto& waiting = run.calls.queries;
  for (const auto& [id, result] : call.request.query_results()) {
    for (const auto& query : waiting) {
      if (query->id != id || query->way != WaitingQuery::Way::kWithTask) continue;
      answered.push_back({query, query_result(result, call.engine.options().limits)});
    }
  }
  for (const AnsweredQuery& each : answered) std::erase(waiting, each.query);
  return answered;
}

// What becomes of updates without an event is told when the completion is applied.
void end_updates(Run& run, const core::CompletedWorkflowTask& completed) {
  runtime::RunCalls& calls = run.calls;
  for (const core::RejectedUpdate& rejected : completed.rejected_updates) {
    calls.update_ends.emplace(rejected.id, rejected.failure);
    std::erase_if(calls.updates, [&](const auto& update) { return update.id() == rejected.id; });
  }
  if (!completed.loses_updates) return;
  std::erase_if(calls.updates, [&](const core::AdmittedUpdate& update) {
    if (update.sent_after) calls.update_ends.emplace(update.id(), core::update_lost());
    return update.sent_after.has_value();
  });
}

core::Poller next_worker(const Completing& call) {
  return {call.request.identity(), core::kInlineRequestId,
          call.caller.in_process ? call.engine.incarnation() : 0};
}

// The worker had gone before it got its next task: another one may have it.
void give_back(const Completing& call) {
  call.engine.shard_of(call.key.workflow).post([key = call.key, worker = next_worker(call)](Shard& shard) {
    shard.with_run(key, [worker](Shard& self, Result<Run*> found) {
      if (found.ok() && *found != nullptr) self.take_task_back(**found, worker);
    });
  });
}

void answer(Shard& shard, store::Seq gate, const CompletingRef& call, Response response) {
  const bool waits_for_gate = !call->caller.in_process || response.activity_tasks_size() > 0;
  if (!waits_for_gate) return call->reply(std::move(response));
  shard.parts().pipeline.when_durable(gate, [call, response = std::move(response)]() mutable {
    if (response.has_workflow_task() && call->caller.is_gone()) return give_back(*call);
    call->reply(std::move(response));
  });
}

void answer_with_task(Shard& shard, Run& run, const CompletingRef& call, Response response) {
  read_given_task(call->engine, shard, run, {run.state.previous_started_event_id() + 1},
                  [call, gate = run.last, response = std::move(response)](
                      Shard& self, Result<wire::PollWorkflowTaskQueueResponse> task) mutable {
                    // The completion stands all the same.
                    if (task.ok()) {
                      *response.mutable_workflow_task() = std::move(*task);
                    } else {
                      not_given(self, call->key, next_worker(*call), task.error());
                    }
                    answer(self, gate, call, std::move(response));
                  });
}

void refuse(Shard& shard, const Run& run, const CompletingRef& call, Error error) {
  if (call->caller.in_process) return call->reply(std::move(error));
  shard.when_durable(run, [call, error = std::move(error)] { call->reply(error); });
}

void complete(Shard& shard, Run& run, const CompletingRef& call) {
  core::Context context = shard.context();
  if (const auto found = call->engine.namespaces().find(run.key.workflow.namespace_name)) {
    context.search_attribute_types = found->search_attributes;
    context.namespace_id = found->record.info().id();
  }
  Result<core::CompletedWorkflowTask> completed =
      core::decide_complete_workflow_task(run.state, call->token, call->request, context, run.calls.updates);
  if (!completed.ok()) return refuse(shard, run, call, std::move(completed).error());
  const std::uint64_t incarnation = run.state.workflow_task().incarnation();
  std::vector<AnsweredQuery> answered;
  if (!completed->refusal) answered = take_answered(run, *call);
  end_updates(run, *completed);
  std::optional<Error> refusal = std::move(completed->refusal);
  Response response;
  response.set_reset_history_event_id(completed->reset_history_event_id);
  const auto eager = std::move(completed->eager_activities);
  const bool has_next_task = completed->has_next_task;
  shard.commit(run, std::move(*completed));
  for (AnsweredQuery& each : answered) each.query->answer(run, std::move(each.result));
  if (refusal) return refuse(shard, run, call, std::move(*refusal));
  for (auto& task : start_eager_activities(shard, run, eager, {call->request.identity(), {}, incarnation})) {
    *response.add_activity_tasks() = std::move(task);
  }
  if (has_next_task) return answer_with_task(shard, run, call, std::move(response));
  answer(shard, run.last, call, std::move(response));
}

}  // namespace

void Service::respond_workflow_task_completed(const Caller& caller, Request request, Reply<Response> reply) {
  Result<internal::v1::TaskToken> token = parse_task_token(request.task_token(), request.namespace_());
  if (!token.ok()) return reply(std::move(token).error());
  if (Status ok = check_build_id(request.worker_version_stamp().build_id()); !ok.ok())
    return reply(std::move(ok).error());
  if (Status ok = check_command_namespaces(engine_, request); !ok.ok()) return reply(std::move(ok).error());
  const runtime::RunKey key = run_key(*token);
  auto call = std::make_shared<Completing>(
      Completing{engine_, caller, key, std::move(*token), std::move(request), std::move(reply)});
  engine_.shard_of(key.workflow).post([call](Shard& shard) {
    shard.with_run(call->key, [call](Shard& self, Result<Run*> found) {
      if (!found.ok()) return call->reply(std::move(found).error());
      if (*found == nullptr) return call->reply(run_not_found(call->key));
      complete(self, **found, call);
    });
  });
}

}  // namespace skald::service
