#include <memory>
#include <utility>

#include "engine/base/ids.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using StartReply = Reply<wire::StartWorkflowExecutionResponse>;

core::CurrentRun current_of(const Run& run) {
  return {.run_id = run.key.run_id,
          .first_execution_run_id = run.state.started().first_execution_run_id(),
          .start_request_id = run.state.start_request_id(),
          .status = run.state.status()};
}

wire::StartWorkflowExecutionResponse answer(const Run& run, bool started) {
  wire::StartWorkflowExecutionResponse response;
  response.set_run_id(run.key.run_id);
  response.set_first_execution_run_id(run.state.started().first_execution_run_id());
  response.set_started(started);
  response.set_status(run.state.status());
  return response;
}

void start(Shard& shard, const wire::StartWorkflowExecutionRequest& request, Run* current,
           const StartReply& reply) {
  std::optional<core::CurrentRun> known;
  if (current != nullptr) known = current_of(*current);
  Result<core::StartAction> action = core::decide_start_action(request, known ? &*known : nullptr);
  if (!action.ok()) {
    if (current == nullptr) return reply(std::move(action).error());
    return shard.when_durable(*current, [reply, error = std::move(action).error()] { reply(error); });
  }
  Run* run = current;
  const core::Context context = shard.context();
  switch (*action) {
    case core::StartAction::kStart: run = &shard.start_run(core::decide_start(request, context)); break;
    case core::StartAction::kTerminateAndStart: {
      Result<core::Decision> end =
          core::decide_terminate(current->state, core::terminate_for_start(context.new_run_id), context);
      if (!end.ok()) return reply(std::move(end).error());
      run = &shard.start_run(core::decide_start(request, context), current, std::move(*end));
      break;
    }
    case core::StartAction::kReturnExisting:
    case core::StartAction::kReturnSameRequest: break;
  }
  const bool started = *action != core::StartAction::kReturnExisting;
  shard.when_durable(*run,
                     [reply, response = answer(*run, started)]() mutable { reply(std::move(response)); });
}

}  // namespace

void Service::start_workflow_execution(const Caller&, wire::StartWorkflowExecutionRequest request,
                                       StartReply reply) {
  if (Status ok = check_namespace(request.namespace_()); !ok.ok()) return reply(std::move(ok).error());
  if (request.request_id().empty()) request.set_request_id(random_uuid());
  if (Status ok = core::validate_start(request, engine_.options().limits); !ok.ok()) {
    return reply(std::move(ok).error());
  }
  if (Status ok = check_disk(engine_); !ok.ok()) return reply(std::move(ok).error());
  if (engine_.pipeline().overloaded()) {
    return reply(Error{
        Code::kResourceExhausted,
        "SKALD1004: the engine is writing down what recovery would need; new workflows are refused for a "
        "moment. Try again.",
        {}});
  }
  struct Call {
    runtime::RunKey key;
    wire::StartWorkflowExecutionRequest request;
    StartReply reply;
  };
  const runtime::RunKey key{{request.namespace_(), request.workflow_id()}, {}};
  auto call = std::make_shared<Call>(Call{key, std::move(request), std::move(reply)});
  engine_.shard_of(key.workflow).post([call](Shard& shard) {
    shard.with_run(call->key, [call](Shard& self, Result<Run*> found) {
      if (!found.ok()) return call->reply(std::move(found).error());
      start(self, call->request, *found, call->reply);
    });
  });
}

}  // namespace skald::service
