#include <utility>

#include "engine/core/refusal.h"
#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {
namespace {

using runtime::Run;
using runtime::Shard;

}  // namespace

void Service::delete_workflow_execution(const Caller&, const wire::DeleteWorkflowExecutionRequest& request,
                                        Reply<wire::DeleteWorkflowExecutionResponse> reply) {
  if (!request.has_workflow_execution())
    return reply(core::invalid_argument("Execution is not set on request."));
  const auto& execution = request.workflow_execution();
  if (Status ok = check_execution(engine_, request.namespace_(), execution.workflow_id(), execution.run_id());
      !ok.ok()) {
    return reply(std::move(ok).error());
  }
  if (Status ok = check_disk(engine_); !ok.ok()) return reply(std::move(ok).error());
  const runtime::RunKey key{{request.namespace_(), execution.workflow_id()}, execution.run_id()};
  engine_.shard_of(key.workflow).post([key, &engine = engine_, reply = std::move(reply)](Shard& shard) {
    shard.with_run(key, [key, &engine, reply](Shard& self, Result<Run*> found) {
      if (!found.ok()) return reply(std::move(found).error());
      if (*found == nullptr) return reply(run_not_found(key));
      self.erase((*found)->number, [reply, key, &engine](bool is_erased) {
        if (!is_erased) return reply(run_not_found(key));
        engine.reaper().look_soon();
        reply(wire::DeleteWorkflowExecutionResponse());
      });
    });
  });
}

}  // namespace skald::service
