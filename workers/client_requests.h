#pragma once

#include "skald/detail/client_core.h"
#include "workers/connection.h"

namespace skald::workers {

/// What every request of one client carries.
struct ClientIds {
  std::string namespace_name;
  std::string identity;
};

wire::StartWorkflowExecutionRequest start_request(detail::StartRequest call, const ClientIds& ids);

/// Fills namespace and run of any request about one run.
template <class Request>
void address(Request& request, const detail::RunRef& run, const ClientIds& ids) {
  request.set_namespace_(ids.namespace_name);
  request.mutable_workflow_execution()->set_workflow_id(run.workflow_id);
  request.mutable_workflow_execution()->set_run_id(run.run_id);
}

}  // namespace skald::workers
