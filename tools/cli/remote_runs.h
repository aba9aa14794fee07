#pragma once

#include <temporal/api/history/v1/message.pb.h>
#include <temporal/api/workflow/v1/message.pb.h>

#include <cstdint>
#include <functional>
#include <string>

#include "tools/cli/offline_view.h"
#include "workers/connection.h"

namespace skald::cli {

/// The workflows of a server, as the reading commands want them.
class RemoteRuns {
 public:
  using Info = temporal::api::workflow::v1::WorkflowExecutionInfo;
  using Description = workers::wire::DescribeWorkflowExecutionResponse;

  explicit RemoteRuns(workers::Connection& connection) : connection_(connection) {}

  /// Calls `visit` for what the filter finds, newest first, until it returns false. `page` is how many are
  /// asked for at once.
  Status each(const std::string& namespace_name, const std::string& query, std::int32_t page,
              const std::function<bool(const Info&)>& visit);
  Result<workers::wire::CountWorkflowExecutionsResponse> count(const std::string& namespace_name,
                                                               const std::string& query);
  Result<Description> describe(const RunName& run);
  /// The whole history.
  Result<temporal::api::history::v1::History> history(const RunName& run);

 private:
  workers::Connection& connection_;
};

}  // namespace skald::cli
