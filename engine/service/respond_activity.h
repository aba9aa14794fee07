#pragma once

#include <utility>

#include "engine/core/failures.h"
#include "engine/service/change_run.h"
#include "engine/service/task_token.h"

/// The calls that answer an activity task, by its token or by its id: they differ in their decision and in
/// what the response says.
namespace skald::service {

template <class Response, class Request, class Decide, class Answer>
void respond_to_activity(runtime::Engine& engine, internal::v1::TaskToken token, bool waits_for_gate,
                         Request request, Reply<Response> reply, Decide decide, Answer answer) {
  const runtime::RunKey key = run_key(token);
  change_run<Response>(
      engine, key, waits_for_gate, std::move(reply),
      [token = std::move(token), request = std::move(request), decide](const core::RunState& state,
                                                                       const core::Context& context) {
        return decide(state, token, request, context);
      },
      std::move(answer));
}

template <class Response>
Response answer_heartbeat(const runtime::Run&, const core::Heartbeat& heartbeat) {
  Response response;
  response.set_cancel_requested(heartbeat.cancel_requested);
  return response;
}

/// Tells the worker what of its failure was too large, and what was recorded instead.
template <class Response, class Request>
Response answer_failure(const Request& request, const core::Limits& limits) {
  Response response;
  if (request.failure().ByteSizeLong() > limits.blob_bytes)
    *response.add_failures() = core::capped(request.failure(), limits);
  if (request.last_heartbeat_details().ByteSizeLong() > limits.blob_bytes) {
    *response.add_failures() =
        core::server_failure("Heartbeat details exceed size limit.", core::IsRetryable::kNo);
  }
  return response;
}

}  // namespace skald::service
