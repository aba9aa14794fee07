#include <memory>
#include <utility>

#include "engine/base/ids.h"
#include "engine/service/begin_run.h"
#include "engine/service/given_task.h"
#include "engine/service/refusals.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using Request = wire::StartWorkflowExecutionRequest;
using Response = wire::StartWorkflowExecutionResponse;

// One start under way.
struct Call {
  runtime::Engine& engine;
  runtime::RunKey key;
  Request request;
  Reply<Response> reply;
  /// The caller is a worker on the port that wants the first workflow task with the answer. One in the
  /// process gets it from its queue as soon: no sync lies between.
  bool is_eager = false;
};
using CallRef = std::shared_ptr<const Call>;

// The first task was given to this very request: now, or when it came before and its answer was lost.
bool holds_first_task(const Run& run, const Call& call) {
  const internal::v1::WorkflowTaskState& task = run.state.workflow_task();
  return call.is_eager && run.is_open() && run.state.started().eager_execution_accepted() &&
         task.stage() == internal::v1::WorkflowTaskState::STAGE_STARTED &&
         task.request_id() == call.request.request_id();
}

void reply_when_durable(Shard& shard, Run& run, const CallRef& call, WasStarted was_started) {
  Response response = start_response(run, call->request.request_id(), was_started);
  if (!holds_first_task(run, *call)) {
    return shard.when_durable(run, [call, response = std::move(response)] { call->reply(response); });
  }
  read_given_task(call->engine, shard, run, GivenHistory{},
                  [call, gate = run.last, response = std::move(response)](
                      Shard& self, Result<wire::PollWorkflowTaskQueueResponse> task) mutable {
                    if (task.ok()) response.mutable_eager_workflow_task()->Swap(&*task);
                    self.parts().pipeline.when_durable(
                        gate, [call, response = std::move(response)] { call->reply(response); });
                  });
}

core::Transition first_transition(const Call& call, const core::Context& context) {
  return call.is_eager ? core::decide_start_eagerly(call.request, context)
                       : core::decide_start(call.request, context);
}

// What the request leaves on a run that it did not start.
Status attach(Shard& shard, Run& run, const Request& request) {
  Result<core::Decision> decision = core::decide_attach(run.state, request, shard.context());
  if (!decision.ok()) return std::move(decision).error();
  shard.commit(run, std::move(*decision));
  return {};
}

void start(Shard& shard, const CallRef& call, Run* current) {
  std::optional<core::CurrentRun> known;
  if (current != nullptr) known = current_run(*current, call->request.request_id());
  Result<core::StartAction> action = core::decide_start_action(call->request, known ? &*known : nullptr);
  if (!action.ok()) {
    if (current == nullptr) return call->reply(std::move(action).error());
    return shard.when_durable(*current, [call, error = std::move(action).error()] { call->reply(error); });
  }
  if (*action == core::StartAction::kReturnSameRequest)
    return reply_when_durable(shard, *current, call, WasStarted::kYes);
  if (*action == core::StartAction::kReturnExisting) {
    if (Status attached = attach(shard, *current, call->request); !attached.ok())
      return call->reply(std::move(attached).error());
    return reply_when_durable(shard, *current, call, WasStarted::kNo);
  }
  const core::Context context = shard.context();
  const bool replaces = *action == core::StartAction::kTerminateAndStart;
  Result<Run*> run =
      begin_run(shard, replaces ? current : nullptr, first_transition(*call, context), context);
  if (!run.ok()) return call->reply(std::move(run).error());
  reply_when_durable(shard, **run, call, WasStarted::kYes);
}

}  // namespace

void Service::start_workflow_execution(const Caller& caller, Request request, Reply<Response> reply) {
  if (Status ok = check_namespace(engine_, request.namespace_()); !ok.ok())
    return reply(std::move(ok).error());
  if (request.request_id().empty()) request.set_request_id(random_uuid());
  if (Status ok = core::validate_start(request, engine_.options().limits); !ok.ok()) {
    return reply(std::move(ok).error());
  }
  if (Status ok = check_search_attributes(engine_, request); !ok.ok()) return reply(std::move(ok).error());
  if (Status ok = check_can_begin(engine_); !ok.ok()) return reply(std::move(ok).error());
  const runtime::RunKey key{{request.namespace_(), request.workflow_id()}, {}};
  const bool is_eager = request.request_eager_execution() && !caller.in_process;
  auto call =
      std::make_shared<const Call>(Call{engine_, key, std::move(request), std::move(reply), is_eager});
  engine_.shard_of(key.workflow).post([call](Shard& shard) {
    shard.with_run(call->key, [call](Shard& self, Result<Run*> found) {
      if (!found.ok()) return call->reply(std::move(found).error());
      start(self, call, *found);
    });
  });
}

}  // namespace skald::service
