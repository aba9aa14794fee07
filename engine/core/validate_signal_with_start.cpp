#include "engine/core/decide.h"
#include "engine/core/names.h"
#include "engine/core/refusal.h"

namespace skald::core {
namespace {

using Request = wire::SignalWithStartWorkflowExecutionRequest;

constexpr int kTerminateIfRunning = 4;  // deprecated in the API

std::string too_long(const char* what, std::size_t length, const Limits& limits) {
  return std::string(what) + " exceeds maximum allowed length (" + std::to_string(length) + "/" +
         std::to_string(limits.id_bytes) + ")";
}

// What this request words otherwise than a start.
Status check_names(const Request& request, const Limits& limits) {
  if (request.signal_name().empty()) return invalid_argument("signal not set");
  if (request.signal_name().size() > limits.id_bytes)
    return invalid_argument(too_long("signal name", request.signal_name().size(), limits));
  if (request.workflow_type().name().empty()) return invalid_argument("workflow type not set");
  if (request.request_id().size() > limits.id_bytes)
    return invalid_argument(too_long("Request ID", request.request_id().size(), limits));
  return {};
}

}  // namespace

wire::StartWorkflowExecutionRequest start_of(const Request& request) {
  wire::StartWorkflowExecutionRequest start;
  start.set_namespace_(request.namespace_());
  start.set_workflow_id(request.workflow_id());
  if (request.has_workflow_type()) *start.mutable_workflow_type() = request.workflow_type();
  if (request.has_task_queue()) *start.mutable_task_queue() = request.task_queue();
  if (request.has_input()) *start.mutable_input() = request.input();
  if (request.has_workflow_execution_timeout())
    *start.mutable_workflow_execution_timeout() = request.workflow_execution_timeout();
  if (request.has_workflow_run_timeout())
    *start.mutable_workflow_run_timeout() = request.workflow_run_timeout();
  *start.mutable_workflow_task_timeout() = request.workflow_task_timeout();
  start.set_identity(request.identity());
  start.set_request_id(request.request_id());
  start.set_workflow_id_reuse_policy(request.workflow_id_reuse_policy());
  start.set_workflow_id_conflict_policy(request.workflow_id_conflict_policy());
  if (request.has_retry_policy()) *start.mutable_retry_policy() = request.retry_policy();
  start.set_cron_schedule(request.cron_schedule());
  if (request.has_memo()) *start.mutable_memo() = request.memo();
  if (request.has_search_attributes()) *start.mutable_search_attributes() = request.search_attributes();
  if (request.has_header()) *start.mutable_header() = request.header();
  if (request.has_workflow_start_delay())
    *start.mutable_workflow_start_delay() = request.workflow_start_delay();
  if (request.has_user_metadata()) *start.mutable_user_metadata() = request.user_metadata();
  *start.mutable_links() = request.links();
  if (request.has_versioning_override()) *start.mutable_versioning_override() = request.versioning_override();
  if (request.has_priority()) *start.mutable_priority() = request.priority();
  return start;
}

wire::SignalWorkflowExecutionRequest signal_of(const Request& request) {
  wire::SignalWorkflowExecutionRequest signal;
  signal.set_namespace_(request.namespace_());
  signal.mutable_workflow_execution()->set_workflow_id(request.workflow_id());
  signal.set_signal_name(request.signal_name());
  if (request.has_signal_input()) *signal.mutable_input() = request.signal_input();
  signal.set_identity(request.identity());
  signal.set_request_id(request.request_id());
  if (request.has_header()) *signal.mutable_header() = request.header();
  *signal.mutable_links() = request.links();
  return signal;
}

Status validate_signal_with_start(const Request& request, const Limits& limits) {
  if (!request.workflow_id().empty()) SKALD_TRY(check_names(request, limits));
  // Terminate-if-running goes with no conflict policy at all, which is refused with the words of a start.
  const bool contradicts = static_cast<int>(request.workflow_id_reuse_policy()) == kTerminateIfRunning;
  if (!contradicts && request.workflow_id_conflict_policy() == enums::WORKFLOW_ID_CONFLICT_POLICY_FAIL) {
    return invalid_argument(
        "Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this "
        "operation.");
  }
  if (request.signal_input().ByteSizeLong() > limits.blob_bytes)
    return invalid_argument("Blob data size exceeds limit.");
  return validate_start(start_of(request), limits);
}

}  // namespace skald::core
