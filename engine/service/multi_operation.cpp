#include <memory>
#include <utility>

#include "engine/base/ids.h"
#include "engine/core/refusal.h"
#include "engine/core/update.h"
#include "engine/service/begin_run.h"
#include "engine/service/links.h"
#include "engine/service/multi_operation_error.h"
#include "engine/service/refusals.h"
#include "engine/service/update_call.h"

/// Update-with-start: a start and an update of the same workflow id, which happen both or not at all. It is
/// the only combination of operations that there is.
namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;
using Request = wire::ExecuteMultiOperationRequest;
using Response = wire::ExecuteMultiOperationResponse;
using Start = wire::StartWorkflowExecutionRequest;
using StartResponse = wire::StartWorkflowExecutionResponse;
using Update = wire::UpdateWorkflowExecutionRequest;
using UpdateResponse = wire::UpdateWorkflowExecutionResponse;

struct Call {
  runtime::Engine& engine;
  runtime::RunKey key;
  Start start;
  Update update;
  Reply<Response> reply;
};
using CallRef = std::shared_ptr<const Call>;

// --- what may be asked ------------------------------------------------------------------------------------

Error other_namespace() {
  return core::invalid_argument("Operation namespace did not match request's namespace.");
}

Status check_start(runtime::Engine& engine, const std::string& namespace_name, Start& start) {
  if (start.namespace_().empty()) return namespace_not_found(start.namespace_());
  if (start.namespace_() != namespace_name) return other_namespace();
  if (!start.cron_schedule().empty()) return core::invalid_argument("CronSchedule is not allowed.");
  if (start.request_eager_execution())
    return core::invalid_argument("RequestEagerExecution is not supported.");
  if (start.has_workflow_start_delay()) return core::invalid_argument("WorkflowStartDelay is not supported.");
  SKALD_TRY(core::validate_start(start, engine.options().limits));
  SKALD_TRY(check_search_attributes(engine, start));
  SKALD_TRY(core::decide_start_action(start, nullptr));
  return check_can_begin(engine);
}

Status check_update_of(const runtime::Engine& engine, const std::string& namespace_name, const Start& start,
                       const Update& update) {
  if (update.namespace_() != namespace_name) return other_namespace();
  const auto& execution = update.workflow_execution();
  if (!execution.run_id().empty()) return core::invalid_argument("RunId is not allowed.");
  if (!update.first_execution_run_id().empty())
    return core::invalid_argument("FirstExecutionRunId is not allowed.");
  const bool has_both_ids = !execution.workflow_id().empty() && !start.workflow_id().empty();
  if (has_both_ids && execution.workflow_id() != start.workflow_id())
    return core::invalid_argument("WorkflowId is not consistent with previous operation(s).");
  return check_update(engine, update);
}

OperationEnd end_of(Status checked) {
  return checked.ok() ? OperationEnd::aborted() : OperationEnd::failed(std::move(checked).error());
}

// --- what is done -----------------------------------------------------------------------------------------

// An update that the run has, or had and answered, is joined whatever the policies say.
bool has_update(const Run& run, const std::string& id) {
  const core::UpdateStage stage = core::update_stage(run.state, id);
  if (!run.is_open()) return stage == core::UpdateStage::kCompleted;
  return stage != core::UpdateStage::kUnknown || core::find_update(run.calls.updates, id) != nullptr;
}

void execute(Shard& shard, const CallRef& call, Run* current);

void begin(const CallRef& call) {
  call->engine.shard_of(call->key.workflow).post([call](Shard& shard) {
    shard.with_run(call->key, [call](Shard& self, Result<Run*> found) {
      if (!found.ok()) return call->reply(std::move(found).error());
      execute(self, call, *found);
    });
  });
}

Response both(StartResponse start, UpdateResponse update) {
  Response response;
  response.add_responses()->mutable_start_workflow()->Swap(&start);
  response.add_responses()->mutable_update_workflow()->Swap(&update);
  return response;
}

// Whether the run closed under the update before anybody had seen it.
bool is_gone_with_its_run(const Error& error) { return error.code == Code::kNotFound; }

void update_existing(Shard& shard, Run& run, const CallRef& call) {
  StartResponse started;
  started.set_run_id(run.key.run_id);
  started.set_status(run.state.status());
  // What was completed before led to no event now that a link could point to.
  const bool is_over = core::update_stage(run.state, call->update.request().meta().update_id()) ==
                       core::UpdateStage::kCompleted;
  if (!is_over) *started.mutable_link() = link_to_start(run.key);
  auto answer = [call, is_over, started = std::move(started)](Result<UpdateResponse> updated) {
    if (updated.ok() && is_over) updated->clear_link();
    if (updated.ok()) return call->reply(both(started, std::move(*updated)));
    // The policies may let a new run have it.
    if (is_gone_with_its_run(updated.error())) return begin(call);
    call->reply(
        update_with_start_error(OperationEnd::aborted(), OperationEnd::failed(std::move(updated).error())));
  };
  update_run(
      shard, run,
      std::make_shared<UpdateCall>(UpdateCall{call->engine, run.key, call->update, std::move(answer)}));
}

void update_new(Shard& shard, Run& run, const CallRef& call) {
  auto answer = [call, started = start_response(run, call->start.request_id(), WasStarted::kYes)](
                    Result<UpdateResponse> updated) {
    if (updated.ok()) return call->reply(both(started, std::move(*updated)));
    call->reply(
        update_with_start_error(OperationEnd::done(), OperationEnd::failed(std::move(updated).error())));
  };
  update_run(
      shard, run,
      std::make_shared<UpdateCall>(UpdateCall{call->engine, run.key, call->update, std::move(answer)}));
}

// What the policies say, if there is no such update.
Result<core::StartAction> decide_action(const Call& call, const Run* current) {
  if (current == nullptr) return core::StartAction::kStart;
  core::CurrentRun known = current_run(*current, {});
  Result<core::StartAction> action = core::decide_start_action(call.start, &known);
  if (!action.ok() || *action != core::StartAction::kReturnSameRequest) return action;
  if (current->is_open()) return core::StartAction::kReturnExisting;
  return Error{Code::kUnavailable, "Workflow was not started: StartDeduped", {}};
}

void execute(Shard& shard, const CallRef& call, Run* current) {
  if (current != nullptr && has_update(*current, call->update.request().meta().update_id()))
    return update_existing(shard, *current, call);
  Result<core::StartAction> action = decide_action(*call, current);
  const auto refuse = [&](Error refusal) {
    Error error = update_with_start_error(OperationEnd::failed(std::move(refusal)), OperationEnd::aborted());
    if (current == nullptr) return call->reply(std::move(error));
    shard.when_durable(*current, [call, error = std::move(error)] { call->reply(error); });
  };
  if (!action.ok()) return refuse(std::move(action).error());
  if (*action == core::StartAction::kReturnExisting) return update_existing(shard, *current, call);
  const core::Context context = shard.context();
  const bool replaces = *action == core::StartAction::kTerminateAndStart;
  Result<Run*> run =
      begin_run(shard, replaces ? current : nullptr, core::decide_start(call->start, context), context);
  if (!run.ok()) return refuse(std::move(run).error());
  update_new(shard, **run, call);
}

}  // namespace

void Service::execute_multi_operation(const Caller&, Request request, Reply<Response> reply) {
  if (Status ok = check_namespace(engine_, request.namespace_()); !ok.ok())
    return reply(std::move(ok).error());
  if (request.operations_size() != 2 || !request.operations(0).has_start_workflow() ||
      !request.operations(1).has_update_workflow())
    return reply(core::invalid_argument("Operations have to be exactly [Start, Update]."));
  Start& start = *request.mutable_operations(0)->mutable_start_workflow();
  Update& update = *request.mutable_operations(1)->mutable_update_workflow();
  if (start.request_id().empty()) start.set_request_id(random_uuid());
  if (update.namespace_().empty()) update.set_namespace_(request.namespace_());
  const OperationEnd of_start = end_of(check_start(engine_, request.namespace_(), start));
  const OperationEnd of_update = end_of(check_update_of(engine_, request.namespace_(), start, update));
  if (of_start.error || of_update.error) return reply(update_with_start_error(of_start, of_update));
  auto& meta = *update.mutable_request()->mutable_meta();
  if (meta.update_id().empty()) meta.set_update_id(random_uuid());
  const runtime::RunKey key{{request.namespace_(), start.workflow_id()}, {}};
  begin(std::make_shared<const Call>(
      Call{engine_, key, std::move(start), std::move(update), std::move(reply)}));
}

}  // namespace skald::service
