#pragma once

#include <temporal/api/history/v1/message.pb.h>

#include <future>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "workers/connection.h"

namespace skald::end_to_end {

namespace wire = ::temporal::api::workflowservice::v1;

/// The answer of a call, waited for.
template <class Request, class Response>
Result<Response> call(workers::Connection& connection,
                      void (workers::Connection::*rpc)(Request, workers::Reply<Response>), Request request) {
  std::promise<Result<Response>> promise;
  std::future<Result<Response>> answer = promise.get_future();
  (connection.*rpc)(std::move(request),
                    [&promise](Result<Response> result) { promise.set_value(std::move(result)); });
  return answer.get();
}

struct RunName {
  std::string workflow_id;
  std::string run_id;
  std::string type;
};

/// Every run that the query fits, on all pages. Throws std::runtime_error.
std::vector<RunName> list_runs(workers::Connection& connection, const std::string& query);

/// All pages. Throws std::runtime_error.
temporal::api::history::v1::History history_of(workers::Connection& connection,
                                               const std::string& workflow_id,
                                               const std::string& run_id = {});

/// Waits until so many workflow tasks of the current run have completed: the run then waits for something
/// else, unless more came meanwhile. Throws std::runtime_error if the run ends before.
void await_tasks(workers::Connection& connection, const std::string& workflow_id, int count);

}  // namespace skald::end_to_end
