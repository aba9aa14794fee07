#pragma once

#include <future>
#include <utility>

#include "skald/connect.h"
#include "workers/connection.h"

namespace skald::wire_tests {

namespace wire = ::temporal::api::workflowservice::v1;

/// Calls an RPC that the client has no method for, and waits for its answer.
template <class Request, class Response>
Result<Response> call(RemoteEngine& server,
                      void (workers::Connection::*method)(Request, workers::Reply<Response>),
                      Request request) {
  std::promise<Result<Response>> promise;
  std::future<Result<Response>> answer = promise.get_future();
  (server.connection().get()->*method)(
      std::move(request), [&promise](Result<Response> result) { promise.set_value(std::move(result)); });
  return answer.get();
}

}  // namespace skald::wire_tests
