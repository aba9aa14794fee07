#pragma once

#include <future>
#include <memory>
#include <utility>

#include "engine/service/service.h"
#include "tests/scenario/world.h"

namespace skald::tests {

template <class Reply>
struct ResponseOf;
template <class Response>
struct ResponseOf<service::Reply<Response>> {
  using Type = Response;
};

/// What a method of the service answers on the world's engine, as to a caller on the port.
template <class RequestArgument, class ReplyArgument, class Request>
auto ask(World& world,
         void (service::Service::*method)(const service::Caller&, RequestArgument, ReplyArgument),
         Request request) {
  using Answer = typename ResponseOf<std::remove_cvref_t<ReplyArgument>>::Type;
  auto promise = std::make_shared<std::promise<Result<Answer>>>();
  std::future<Result<Answer>> future = promise->get_future();
  service::Service service(world.engine());
  (service.*method)(service::Caller(), std::move(request),
                    [promise](Result<Answer> result) { promise->set_value(std::move(result)); });
  return future.get();
}

}  // namespace skald::tests
