#include "engine/service/begin_run.h"

#include <utility>

#include "engine/service/links.h"
#include "engine/service/refusals.h"

namespace skald::service {

Status check_can_begin(runtime::Engine& engine) {
  SKALD_TRY(check_disk(engine));
  if (!engine.pipeline().overloaded()) return {};
  return Error{
      Code::kResourceExhausted,
      "SKALD1004: the engine is writing down what recovery would need; new workflows are refused for a "
      "moment. Try again.",
      {}};
}

core::CurrentRun current_run(const runtime::Run& run, const std::string& request_id) {
  return {.run_id = run.key.run_id,
          .first_execution_run_id = run.state.started().first_execution_run_id(),
          .start_request_id = run.state.start_request_id(),
          .status = run.state.status(),
          .has_attached = run.state.requests_attached().contains(request_id)};
}

core::wire::StartWorkflowExecutionResponse start_response(const runtime::Run& run,
                                                          const std::string& request_id,
                                                          WasStarted was_started) {
  core::wire::StartWorkflowExecutionResponse response;
  response.set_run_id(run.key.run_id);
  response.set_first_execution_run_id(run.state.started().first_execution_run_id());
  response.set_started(was_started == WasStarted::kYes);
  response.set_status(run.state.status());
  *response.mutable_link() = link_of_start(run, request_id);
  return response;
}

Result<runtime::Run*> begin_run(runtime::Shard& shard, runtime::Run* ended, core::Transition first,
                                const core::Context& context) {
  if (ended == nullptr) return &shard.start_run(std::move(first));
  Result<core::Decision> end =
      core::decide_terminate(ended->state, core::terminate_for_start(context.new_run_id), context);
  if (!end.ok()) return std::move(end).error();
  return &shard.start_run(std::move(first), ended, std::move(*end));
}

}  // namespace skald::service
