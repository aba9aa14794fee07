#pragma once

#include <future>
#include <utility>

#include "workers/connection.h"

namespace skald::cli {

/// Calls an RPC of the connection and waits for its answer:
///   call(*connection, &workers::Connection::signal_workflow_execution, request)
template <class Request, class Response>
Result<Response> call(workers::Connection& connection,
                      void (workers::Connection::*rpc)(Request, workers::Reply<Response>), Request request) {
  std::promise<Result<Response>> promise;
  std::future<Result<Response>> answer = promise.get_future();
  (connection.*rpc)(std::move(request),
                    [&promise](Result<Response> result) { promise.set_value(std::move(result)); });
  return answer.get();
}

}  // namespace skald::cli
