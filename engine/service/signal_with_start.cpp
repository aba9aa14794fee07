#include <memory>
#include <utility>

#include "engine/base/ids.h"
#include "engine/service/begin_run.h"
#include "engine/service/links.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using Request = wire::SignalWithStartWorkflowExecutionRequest;
using Response = wire::SignalWithStartWorkflowExecutionResponse;
namespace enums = temporal::api::enums::v1;

constexpr int kTerminateIfRunning = 4;  // deprecated reuse policy, see id_policy.cpp

struct Call {
  runtime::RunKey key;
  wire::StartWorkflowExecutionRequest start;
  wire::SignalWorkflowExecutionRequest signal;
  Reply<Response> reply;
};
using CallRef = std::shared_ptr<const Call>;

// What the policies say. A request id counts for the signal alone: a run that it started is signalled, or
// started anew once it has closed.
Result<core::StartAction> decide_action(const Call& call, const Run* current) {
  wire::StartWorkflowExecutionRequest policies;
  policies.set_workflow_id(call.start.workflow_id());
  policies.set_workflow_id_reuse_policy(call.start.workflow_id_reuse_policy());
  policies.set_workflow_id_conflict_policy(call.start.workflow_id_conflict_policy());
  const bool is_default =
      policies.workflow_id_conflict_policy() == enums::WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED &&
      static_cast<int>(policies.workflow_id_reuse_policy()) != kTerminateIfRunning;
  if (is_default) policies.set_workflow_id_conflict_policy(enums::WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING);
  if (current == nullptr) return core::decide_start_action(policies, nullptr);
  const core::CurrentRun known = current_run(*current, {});
  return core::decide_start_action(policies, &known);
}

Result<Run*> act(Shard& shard, const Call& call, Run* current, core::StartAction action) {
  const core::Context context = shard.context();
  if (action == core::StartAction::kReturnExisting) {
    Result<core::Decision> decision = core::decide_signal_with_start(current->state, call.signal, context);
    if (!decision.ok()) return std::move(decision).error();
    shard.commit(*current, std::move(*decision));
    return current;
  }
  const bool replaces = action == core::StartAction::kTerminateAndStart;
  return begin_run(shard, replaces ? current : nullptr,
                   core::decide_start_with_signal(call.start, call.signal, context), context);
}

void signal_with_start(Shard& shard, const CallRef& call, Run* current) {
  const auto refuse = [&](Error error) {
    if (current == nullptr) return call->reply(std::move(error));
    shard.when_durable(*current, [call, error = std::move(error)] { call->reply(error); });
  };
  Result<core::StartAction> action = decide_action(*call, current);
  if (!action.ok()) return refuse(std::move(action).error());
  Result<Run*> run = act(shard, *call, current, *action);
  if (!run.ok()) return refuse(std::move(run).error());
  Response response;
  response.set_run_id((*run)->key.run_id);
  response.set_first_execution_run_id((*run)->state.started().first_execution_run_id());
  response.set_started(*action != core::StartAction::kReturnExisting);
  *response.mutable_signal_link() =
      link_to_request((*run)->key, call->signal.request_id(), enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
  shard.when_durable(**run, [call, response = std::move(response)] { call->reply(response); });
}

}  // namespace

void Service::signal_with_start_workflow_execution(const Caller&, Request request, Reply<Response> reply) {
  if (Status ok = check_namespace(engine_, request.namespace_()); !ok.ok())
    return reply(std::move(ok).error());
  if (request.request_id().empty()) request.set_request_id(random_uuid());
  if (Status ok = core::validate_signal_with_start(request, engine_.options().limits); !ok.ok())
    return reply(std::move(ok).error());
  if (Status ok = check_search_attributes(engine_, request); !ok.ok()) return reply(std::move(ok).error());
  if (Status ok = check_can_begin(engine_); !ok.ok()) return reply(std::move(ok).error());
  const runtime::RunKey key{{request.namespace_(), request.workflow_id()}, {}};
  auto call = std::make_shared<const Call>(
      Call{key, core::start_of(request), core::signal_of(request), std::move(reply)});
  engine_.shard_of(key.workflow).post([call](Shard& shard) {
    shard.with_run(call->key, [call](Shard& self, Result<Run*> found) {
      if (!found.ok()) return call->reply(std::move(found).error());
      signal_with_start(self, call, *found);
    });
  });
}

}  // namespace skald::service
