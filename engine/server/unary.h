#pragma once

#include <utility>

#include "engine/server/call.h"
#include "engine/server/methods.h"

/// How a line of the method table is made from a method of service::Service.
namespace skald::server {

/// The messages of an RPC, read off the type of its method. The method may take request and reply by value or
/// by reference.
template <class Member>
struct MessagesOf;
template <class Service, class RequestArgument, class ReplyArgument>
struct MessagesOf<void (Service::*)(const service::Caller&, RequestArgument, ReplyArgument)> {
  template <class Response>
  static Response response_of(const service::Reply<Response>&);
  using Request = std::remove_cvref_t<RequestArgument>;
  using Response = decltype(response_of(std::declval<ReplyArgument>()));
};

/// Null if requests of this type name no namespace.
template <class Request>
const std::string* namespace_in(const Request& request) {
  if constexpr (requires { request.namespace_(); }) {
    return &request.namespace_();
  } else {
    return nullptr;
  }
}

/// Null if requests of this type do not say who sends them.
template <class Request>
const std::string* identity_in(const Request& request) {
  if constexpr (requires { request.identity(); }) {
    return &request.identity();
  } else {
    return nullptr;
  }
}

/// What workers send of the tasks that they take.
template <class Request>
inline constexpr bool kIsFromWorker = requires(const Request& request) {
  request.identity();
}
&&(
    requires(const Request& request) { request.task_token(); } ||
    requires(const Request& request) { request.activity_id(); } ||
    requires(const Request& request) { request.worker_version_capabilities(); });

template <auto kMember>
void serve_unary(service::Service& service, const std::shared_ptr<Call>& call) {
  using Messages = MessagesOf<decltype(kMember)>;
  typename Messages::Request request;
  if (!call->read(request)) return;
  call->note_caller(namespace_in(request), identity_in(request));
  if (!call->is_allowed(request, namespace_in(request))) return;
  if constexpr (requires { request.task_token(); }) {
    if (!call->has_sealed(request.task_token())) return;
  }
  if constexpr (kIsFromWorker<typename Messages::Request>) {
    if (!call->has_usable_identity(request.identity())) return;
  }
  const service::Caller& caller = call->caller();
  (service.*kMember)(caller, std::move(request),
                     [answer = Answer(call)](Result<typename Messages::Response> result) {
                       if (!answer.is_awaited()) return;
                       if (!result.ok()) return answer.fail(result.error());
                       answer.seal().seal_in(*result);
                       answer.succeed(*result);
                     });
}

/// `unary<&Service::signal_workflow_execution>("SignalWorkflowExecution", Access::kWrite)`
template <auto kMember>
Method unary(std::string name, Access access) {
  return {std::move(name), access, &serve_unary<kMember>};
}

}  // namespace skald::server
