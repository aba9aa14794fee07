#include <utility>

#include "engine/core/decide.h"
#include "engine/service/change_run.h"

namespace skald::service {
namespace {

template <class Execution>
runtime::RunKey key_of(const std::string& namespace_name, const Execution& execution) {
  return {{namespace_name, execution.workflow_id()}, execution.run_id()};
}

// The three requests have the same shape: an execution, a decision, an empty response.
template <class Response, class Request, class Decide>
void ask(runtime::Engine& engine, Request request, Reply<Response> reply, Decide decide,
         runtime::Shard::Damaged damaged = runtime::Shard::Damaged::kRefused) {
  const auto& execution = request.workflow_execution();
  if (Status ok = check_execution(request.namespace_(), execution.workflow_id(), execution.run_id(),
                                  engine.options().limits);
      !ok.ok()) {
    return reply(std::move(ok).error());
  }
  if (Status ok = check_disk(engine); !ok.ok()) return reply(std::move(ok).error());
  const runtime::RunKey key = key_of(request.namespace_(), execution);
  change_run<Response>(
      engine, key, true, std::move(reply),
      [request = std::move(request), decide](const core::RunState& state, const core::Context& context) {
        return decide(state, request, context);
      },
      [](const runtime::Run&, const core::Decision&) { return Response(); }, damaged);
}

}  // namespace

void Service::signal_workflow_execution(const Caller&, wire::SignalWorkflowExecutionRequest request,
                                        Reply<wire::SignalWorkflowExecutionResponse> reply) {
  ask(engine_, std::move(request), std::move(reply), core::decide_signal);
}

void Service::request_cancel_workflow_execution(const Caller&,
                                                wire::RequestCancelWorkflowExecutionRequest request,
                                                Reply<wire::RequestCancelWorkflowExecutionResponse> reply) {
  ask(engine_, std::move(request), std::move(reply), core::decide_request_cancel);
}

void Service::terminate_workflow_execution(const Caller&, wire::TerminateWorkflowExecutionRequest request,
                                           Reply<wire::TerminateWorkflowExecutionResponse> reply) {
  ask(engine_, std::move(request), std::move(reply), core::decide_terminate, runtime::Shard::Damaged::kTaken);
}

}  // namespace skald::service
