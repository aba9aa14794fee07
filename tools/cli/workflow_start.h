#pragma once

#include <string>
#include <vector>

#include "tools/cli/options.h"

namespace skald::cli {

/// `skald workflow start`.
void add_workflow_start(Syntax workflow, Command& command);

/// What says how a workflow is started.
struct StartFlags {
  std::string workflow_id;
  std::string type;
  std::string task_queue;
  std::vector<std::string> input;
  std::string reuse = "allow";
  std::string conflict;
  Duration execution_timeout{};
  Duration run_timeout{};
};
void add_start_flags(Syntax syntax, StartFlags& flags);

/// A StartWorkflowExecutionRequest or a SignalWithStartWorkflowExecutionRequest. kInvalidArgument: the input
/// is not JSON.
template <class Request>
Result<Request> start_request(const TargetOptions& target, const StartFlags& flags);

}  // namespace skald::cli
