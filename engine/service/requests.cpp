#include <utility>

#include "engine/core/decide.h"
#include "engine/core/request_links.h"
#include "engine/service/change_run.h"
#include "engine/service/links.h"

namespace skald::service {
namespace {

template <class Execution>
runtime::RunKey key_of(const std::string& namespace_name, const Execution& execution) {
  return {{namespace_name, execution.workflow_id()}, execution.run_id()};
}

// The requests have the same shape: an execution, a decision, a response that says little.
template <class Response, class Request, class Decide, class Answer>
void ask(runtime::Engine& engine, Request request, Reply<Response> reply, Decide decide, Answer answer,
         runtime::Shard::Damaged damaged = runtime::Shard::Damaged::kRefused) {
  const auto& execution = request.workflow_execution();
  if (Status ok = check_namespace(engine, request.namespace_()); !ok.ok())
    return reply(std::move(ok).error());
  if (!request.has_workflow_execution())
    return reply(Error{Code::kInvalidArgument, "Execution is not set on request.", {}});
  if (Status ok = check_execution(engine, request.namespace_(), execution.workflow_id(), execution.run_id());
      !ok.ok()) {
    return reply(std::move(ok).error());
  }
  if (Status ok = core::check_links(request.links()); !ok.ok()) return reply(std::move(ok).error());
  if (Status ok = check_disk(engine); !ok.ok()) return reply(std::move(ok).error());
  const runtime::RunKey key = key_of(request.namespace_(), execution);
  change_run<Response>(
      engine, key, true, std::move(reply),
      [request = std::move(request), decide](const core::RunState& state, const core::Context& context) {
        return decide(state, request, context);
      },
      std::move(answer), damaged);
}

template <class Response>
Response nothing(const runtime::Run&, const core::Decision&) {
  return Response();
}

}  // namespace

void Service::signal_workflow_execution(const Caller&, wire::SignalWorkflowExecutionRequest request,
                                        Reply<wire::SignalWorkflowExecutionResponse> reply) {
  std::string request_id = request.request_id();
  ask(engine_, std::move(request), std::move(reply), core::decide_signal,
      [request_id = std::move(request_id)](const runtime::Run& run, const core::Decision&) {
        wire::SignalWorkflowExecutionResponse response;
        *response.mutable_link() = link_to_request(
            run.key, request_id, temporal::api::enums::v1::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);
        return response;
      });
}

void Service::request_cancel_workflow_execution(const Caller&,
                                                wire::RequestCancelWorkflowExecutionRequest request,
                                                Reply<wire::RequestCancelWorkflowExecutionResponse> reply) {
  ask(engine_, std::move(request), std::move(reply), core::decide_request_cancel,
      nothing<wire::RequestCancelWorkflowExecutionResponse>);
}

void Service::terminate_workflow_execution(const Caller&, wire::TerminateWorkflowExecutionRequest request,
                                           Reply<wire::TerminateWorkflowExecutionResponse> reply) {
  ask(engine_, std::move(request), std::move(reply), core::decide_terminate,
      nothing<wire::TerminateWorkflowExecutionResponse>, runtime::Shard::Damaged::kTaken);
}

void Service::reset_sticky_task_queue(const Caller&, wire::ResetStickyTaskQueueRequest request,
                                      Reply<wire::ResetStickyTaskQueueResponse> reply) {
  const auto& execution = request.execution();
  if (Status ok = check_execution(engine_, request.namespace_(), execution.workflow_id(), execution.run_id());
      !ok.ok()) {
    return reply(std::move(ok).error());
  }
  change_run<wire::ResetStickyTaskQueueResponse>(
      engine_, key_of(request.namespace_(), execution), true, std::move(reply),
      [](const core::RunState& state, const core::Context& context) {
        return core::decide_reset_sticky(state, context);
      },
      nothing<wire::ResetStickyTaskQueueResponse>);
}

}  // namespace skald::service
