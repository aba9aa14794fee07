#include <memory>
#include <utility>

#include "engine/base/ids.h"
#include "engine/core/refusal.h"
#include "engine/service/links.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"
#include "engine/service/update_call.h"
#include "engine/service/update_wait.h"

namespace skald::service {
namespace {

namespace enums = temporal::api::enums::v1;
using runtime::Run;
using runtime::Shard;
using Request = wire::UpdateWorkflowExecutionRequest;
using Response = wire::UpdateWorkflowExecutionResponse;
using PollRequest = wire::PollWorkflowExecutionUpdateRequest;
using PollResponse = wire::PollWorkflowExecutionUpdateResponse;
using Stage = enums::UpdateWorkflowExecutionLifecycleStage;

temporal::api::update::v1::UpdateRef ref_to(const runtime::RunKey& key, const std::string& update_id) {
  temporal::api::update::v1::UpdateRef ref;
  ref.mutable_workflow_execution()->set_workflow_id(key.workflow.workflow_id);
  ref.mutable_workflow_execution()->set_run_id(key.run_id);
  ref.set_update_id(update_id);
  return ref;
}

// A failed update left no event that the answer could point to.
temporal::api::common::v1::Link link_of(const runtime::RunKey& key, const UpdateNews& news,
                                        const std::string& request_id) {
  const bool has_failed = news.outcome && news.outcome->failure().ByteSizeLong() > 0;
  if (!has_failed) {
    return link_to_request(key, request_id, enums::EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED);
  }
  temporal::api::common::v1::Link link;
  auto& workflow = *link.mutable_workflow();
  workflow.set_namespace_(key.workflow.namespace_name);
  workflow.set_workflow_id(key.workflow.workflow_id);
  workflow.set_run_id(key.run_id);
  workflow.set_reason("Update rejected");
  return link;
}

UpdateWait wait_of(const std::shared_ptr<UpdateCall>& call, const Run& run) {
  UpdateWait wait{.engine = call->engine,
                  .key = run.key,
                  .update_id = call->request.request().meta().update_id(),
                  .wanted = call->request.wait_policy().lifecycle_stage(),
                  .at_most = call->engine.options().history_long_poll,
                  .reply = {}};
  wait.reply = [call, key = run.key, id = wait.update_id](Result<UpdateNews> news) {
    if (!news.ok()) return call->reply(std::move(news).error());
    Response response;
    *response.mutable_update_ref() = ref_to(key, id);
    response.set_stage(news->stage);
    if (news->stage != enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED)
      *response.mutable_link() = link_of(key, *news, call->request.request().request_id());
    if (news->outcome) *response.mutable_outcome() = std::move(*news->outcome);
    call->reply(std::move(response));
  };
  return wait;
}

}  // namespace

Status check_update(const runtime::Engine& engine, const Request& request) {
  SKALD_TRY(check_execution(engine, request.namespace_(), request.workflow_execution().workflow_id(),
                            request.workflow_execution().run_id()));
  if (!request.request().has_meta()) return core::invalid_argument("Update meta is not set on request.");
  if (request.request().meta().update_id().size() > engine.options().limits.id_bytes)
    return core::invalid_argument("UpdateId length exceeds limit.");
  if (!request.request().has_input()) return core::invalid_argument("Update input is not set on request.");
  if (request.request().input().name().empty())
    return core::invalid_argument("Update name is not set on request.");
  if (request.wait_policy().lifecycle_stage() == enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED) {
    return core::permission_denied(
        "UpdateWorkflowExecution issued asynchronously and waiting on update admitted is not supported.");
  }
  return check_disk(engine);
}

void update_run(Shard& shard, Run& run, const std::shared_ptr<UpdateCall>& call) {
  Result<core::UpdateAdmission> admission =
      core::decide_update(run.state, run.calls.updates, call->request, shard.context());
  if (!admission.ok()) {
    return shard.when_durable(run, [call, error = std::move(admission).error()] { call->reply(error); });
  }
  if (admission->is_new) {
    run.calls.updates.push_back({call->request.request(), {}});
    shard.commit(run, std::move(*admission));
  }
  wait_for_update(shard, run, wait_of(call, run));
}

namespace {

// --- polls -------------------------------------------------------------------------------------------------

struct PollCall {
  runtime::Engine& engine;
  runtime::RunKey key;
  PollRequest request;
  Reply<PollResponse> reply;
};

Status check(const runtime::Engine& engine, const PollRequest& request) {
  SKALD_TRY(check_namespace(engine, request.namespace_()));
  if (!request.has_update_ref()) return core::invalid_argument("UpdateRef is not set on request.");
  if (request.update_ref().workflow_execution().workflow_id().empty())
    return core::invalid_argument("Can't load workflow execution.  WorkflowId not set.");
  return check_execution(engine, request.namespace_(),
                         request.update_ref().workflow_execution().workflow_id(),
                         request.update_ref().workflow_execution().run_id());
}

void poll(Shard& shard, Run& run, const std::shared_ptr<PollCall>& call) {
  const std::string& id = call->request.update_ref().update_id();
  const bool is_known = core::update_stage(run.state, id) != core::UpdateStage::kUnknown ||
                        core::find_update(run.calls.updates, id) != nullptr;
  if (!is_known) {
    return shard.when_durable(
        run, [call, id] { call->reply(core::not_found("update \"" + id + "\" not found")); });
  }
  const Stage wanted = call->request.wait_policy().lifecycle_stage();
  const bool waits = wanted > enums::UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ADMITTED;
  UpdateWait wait{.engine = call->engine,
                  .key = run.key,
                  .update_id = id,
                  .wanted = wanted,
                  .at_most = waits ? call->engine.options().history_long_poll : Duration::zero(),
                  .reply = {}};
  wait.reply = [call, key = run.key, id](Result<UpdateNews> news) {
    if (!news.ok()) return call->reply(std::move(news).error());
    PollResponse response;
    response.set_stage(news->stage);
    *response.mutable_update_ref() = ref_to(key, id);
    if (news->outcome) *response.mutable_outcome() = std::move(*news->outcome);
    call->reply(std::move(response));
  };
  wait_for_update(shard, run, std::move(wait));
}

}  // namespace

void Service::update_workflow_execution(const Caller&, Request request, Reply<Response> reply) {
  if (Status ok = check_update(engine_, request); !ok.ok()) return reply(std::move(ok).error());
  auto& meta = *request.mutable_request()->mutable_meta();
  if (meta.update_id().empty()) meta.set_update_id(random_uuid());
  const runtime::RunKey key{{request.namespace_(), request.workflow_execution().workflow_id()},
                            request.workflow_execution().run_id()};
  auto call = std::make_shared<UpdateCall>(UpdateCall{engine_, key, std::move(request), std::move(reply)});
  engine_.shard_of(key.workflow).post([call](Shard& shard) {
    shard.with_run(call->key, [call](Shard& self, Result<Run*> found) {
      if (!found.ok()) return call->reply(std::move(found).error());
      if (*found == nullptr) return call->reply(run_not_found(call->key));
      update_run(self, **found, call);
    });
  });
}

void Service::poll_workflow_execution_update(const Caller&, PollRequest request, Reply<PollResponse> reply) {
  if (Status ok = check(engine_, request); !ok.ok()) return reply(std::move(ok).error());
  const auto& execution = request.update_ref().workflow_execution();
  const runtime::RunKey key{{request.namespace_(), execution.workflow_id()}, execution.run_id()};
  auto call = std::make_shared<PollCall>(PollCall{engine_, key, std::move(request), std::move(reply)});
  engine_.shard_of(key.workflow).post([call](Shard& shard) {
    shard.with_run(call->key, [call](Shard& self, Result<Run*> found) {
      if (!found.ok()) return call->reply(std::move(found).error());
      if (*found == nullptr) return call->reply(run_not_found(call->key));
      poll(self, **found, call);
    });
  });
}

}  // namespace skald::service
