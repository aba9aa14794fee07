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

template <auto kMember>
void serve_unary(service::Service& service, const std::shared_ptr<Call>& call) {
  using Messages = MessagesOf<decltype(kMember)>;
  typename Messages::Request request;
  if (!call->read(request)) return;
  if (!call->is_allowed(request, namespace_in(request))) return;
  if constexpr (requires { request.task_token(); }) {
    if (!call->has_sealed(request.task_token())) return;
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
