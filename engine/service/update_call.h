#pragma once

#include <memory>

#include "engine/service/service.h"

namespace skald::service {

/// An update under way: sent alone, or with the start of its run.
struct UpdateCall {
  runtime::Engine& engine;
  runtime::RunKey key;
  wire::UpdateWorkflowExecutionRequest request;
  Reply<wire::UpdateWorkflowExecutionResponse> reply;
};

/// What is wrong with the request itself.
Status check_update(const runtime::Engine& engine, const wire::UpdateWorkflowExecutionRequest& request);

/// Admits the update to the run, or joins the one of its id there, and answers when it has come as far as its
/// caller wants to wait. On the run's shard.
void update_run(runtime::Shard& shard, runtime::Run& run, const std::shared_ptr<UpdateCall>& call);

}  // namespace skald::service
