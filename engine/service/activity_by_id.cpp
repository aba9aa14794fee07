#include <utility>

#include "engine/base/ids.h"
#include "engine/core/refusal.h"
#include "engine/service/refusals.h"
#include "engine/service/respond_activity.h"

/// Answers to activities by people and programs that have no token: they name workflow and activity.
namespace skald::service {
namespace {

Error bad_request(const char* text) { return Error{Code::kInvalidArgument, text, {}}; }

// The token that a worker would have, without an attempt.
template <class Request>
Result<internal::v1::TaskToken> token_of(const runtime::Engine& engine, const Request& request) {
  SKALD_TRY(check_namespace(engine, request.namespace_()));
  if (request.activity_id().empty()) return bad_request("ActivityId is not set on request.");
  // Activities that belong to no workflow.
  if (request.workflow_id().empty())
    return core::not_found("activity not found for ID: " + request.activity_id());
  if (!request.run_id().empty() && !is_uuid(request.run_id())) return bad_request("RunId is not valid UUID.");
  internal::v1::TaskToken token;
  token.mutable_run()->set_namespace_name(request.namespace_());
  token.mutable_run()->set_workflow_id(request.workflow_id());
  token.mutable_run()->set_run_id(request.run_id());
  token.set_activity_id(request.activity_id());
  return token;
}

template <class Response, class Request, class ById, class Decide, class Answer>
void respond(runtime::Engine& engine, bool waits_for_gate, const ById& by_id, Request request,
             Reply<Response> reply, Decide decide, Answer answer) {
  Result<internal::v1::TaskToken> token = token_of(engine, by_id);
  if (!token.ok()) return reply(std::move(token).error());
  request.set_namespace_(by_id.namespace_());
  request.set_identity(by_id.identity());
  respond_to_activity(engine, std::move(*token), waits_for_gate, std::move(request), std::move(reply), decide,
                      std::move(answer));
}

}  // namespace

void Service::respond_activity_task_completed_by_id(
    const Caller&, const wire::RespondActivityTaskCompletedByIdRequest& by_id,
    Reply<wire::RespondActivityTaskCompletedByIdResponse> reply) {
  wire::RespondActivityTaskCompletedRequest request;
  if (by_id.has_result()) *request.mutable_result() = by_id.result();
  respond(engine_, true, by_id, std::move(request), std::move(reply), core::decide_complete_activity,
          [](const runtime::Run&, const core::Decision&) {
            return wire::RespondActivityTaskCompletedByIdResponse();
          });
}

void Service::respond_activity_task_failed_by_id(const Caller&,
                                                 const wire::RespondActivityTaskFailedByIdRequest& by_id,
                                                 Reply<wire::RespondActivityTaskFailedByIdResponse> reply) {
  wire::RespondActivityTaskFailedRequest request;
  if (by_id.has_failure()) *request.mutable_failure() = by_id.failure();
  if (by_id.has_last_heartbeat_details())
    *request.mutable_last_heartbeat_details() = by_id.last_heartbeat_details();
  auto response =
      answer_failure<wire::RespondActivityTaskFailedByIdResponse>(request, engine_.options().limits);
  respond(engine_, true, by_id, std::move(request), std::move(reply), core::decide_fail_activity,
          [response = std::move(response)](const runtime::Run&, const core::Decision&) { return response; });
}

void Service::respond_activity_task_canceled_by_id(
    const Caller&, const wire::RespondActivityTaskCanceledByIdRequest& by_id,
    Reply<wire::RespondActivityTaskCanceledByIdResponse> reply) {
  wire::RespondActivityTaskCanceledRequest request;
  if (by_id.has_details()) *request.mutable_details() = by_id.details();
  respond(engine_, true, by_id, std::move(request), std::move(reply), core::decide_cancel_activity,
          [](const runtime::Run&, const core::Decision&) {
            return wire::RespondActivityTaskCanceledByIdResponse();
          });
}

void Service::record_activity_task_heartbeat_by_id(
    const Caller& caller, const wire::RecordActivityTaskHeartbeatByIdRequest& by_id,
    Reply<wire::RecordActivityTaskHeartbeatByIdResponse> reply) {
  wire::RecordActivityTaskHeartbeatRequest request;
  if (by_id.has_details()) *request.mutable_details() = by_id.details();
  respond(engine_, !caller.in_process, by_id, std::move(request), std::move(reply), core::decide_heartbeat,
          answer_heartbeat<wire::RecordActivityTaskHeartbeatByIdResponse>);
}

}  // namespace skald::service
