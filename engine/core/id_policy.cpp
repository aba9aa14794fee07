#include "engine/core/decide.h"
#include "engine/core/names.h"
#include "engine/core/refusal.h"

namespace skald::core {
namespace {

using Request = wire::StartWorkflowExecutionRequest;

// Old name of "allow duplicates, terminate a running one"; deprecated in the API, still sent by old clients.
constexpr int kTerminateIfRunning = 4;

struct Policies {
  enums::WorkflowIdReusePolicy reuse;
  enums::WorkflowIdConflictPolicy conflict;
};

Result<Policies> effective(const Request& request) {
  Policies policies{request.workflow_id_reuse_policy(), request.workflow_id_conflict_policy()};
  const bool has_conflict = policies.conflict != enums::WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED;
  if (static_cast<int>(policies.reuse) == kTerminateIfRunning) {
    if (has_conflict) {
      return invalid_argument(
          "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot be used "
          "together with a WorkflowIDConflictPolicy");
    }
    return Policies{enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
                    enums::WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING};
  }
  if (policies.reuse == enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE &&
      policies.conflict == enums::WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING) {
    return invalid_argument(
        "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used together "
        "with "
        "WorkflowIdConflictPolicy WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING");
  }
  return policies;
}

Result<StartAction> decide_beside_running(const Request& request, const CurrentRun& current,
                                          enums::WorkflowIdConflictPolicy policy) {
  switch (policy) {
    case enums::WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING: return StartAction::kReturnExisting;
    case enums::WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING: return StartAction::kTerminateAndStart;
    default:
      return already_started("Workflow execution is already running. WorkflowId: " + request.workflow_id() +
                                 ", RunId: " + current.run_id + ".",
                             current);
  }
}

Result<StartAction> decide_after_closed(const Request& request, const CurrentRun& current,
                                        enums::WorkflowIdReusePolicy policy) {
  const std::string which =
      "WorkflowId: " + request.workflow_id() + ", RunId: " + current.run_id + ". Workflow Id reuse policy: ";
  if (policy == enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE) {
    return already_started("Workflow execution already finished. " + which + "reject duplicate workflow Id.",
                           current);
  }
  if (policy == enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY &&
      current.status == enums::WORKFLOW_EXECUTION_STATUS_COMPLETED) {
    return already_started("Workflow execution already finished successfully. " + which +
                               "allow duplicate workflow Id if last run failed.",
                           current);
  }
  return StartAction::kStart;
}

}  // namespace

Result<StartAction> decide_start_action(const Request& request, const CurrentRun* current) {
  const Result<Policies> policies = effective(request);
  if (!policies) return policies.error();
  if (current == nullptr) return StartAction::kStart;
  if (!request.request_id().empty() && request.request_id() == current->start_request_id) {
    return StartAction::kReturnSameRequest;
  }
  if (current->has_attached) return StartAction::kReturnExisting;
  if (current->status == enums::WORKFLOW_EXECUTION_STATUS_RUNNING) {
    return decide_beside_running(request, *current, policies->conflict);
  }
  return decide_after_closed(request, *current, policies->reuse);
}

}  // namespace skald::core
