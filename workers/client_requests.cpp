#include "workers/client_requests.h"

#include <utility>

#include "dsl/replay/payload_conversion.h"
#include "engine/api/time.h"
#include "engine/base/ids.h"

namespace skald::workers {
namespace {

namespace enums = ::temporal::api::enums::v1;

enums::WorkflowIdReusePolicy to_message(IdReusePolicy policy) {
  switch (policy) {
    case IdReusePolicy::kAllowDuplicate: return enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE;
    case IdReusePolicy::kAllowDuplicateFailedOnly:
      return enums::WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY;
    case IdReusePolicy::kRejectDuplicate: return enums::WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE;
  }
  return enums::WORKFLOW_ID_REUSE_POLICY_UNSPECIFIED;
}

enums::WorkflowIdConflictPolicy to_message(IdConflictPolicy policy) {
  switch (policy) {
    case IdConflictPolicy::kFail: return enums::WORKFLOW_ID_CONFLICT_POLICY_FAIL;
    case IdConflictPolicy::kUseExisting: return enums::WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING;
    case IdConflictPolicy::kTerminateExisting: return enums::WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING;
  }
  return enums::WORKFLOW_ID_CONFLICT_POLICY_UNSPECIFIED;
}

bool is_set(const RetryPolicy& policy) {
  return policy.initial_interval > Duration::zero() || policy.backoff_coefficient > 0 ||
         policy.maximum_interval > Duration::zero() || policy.maximum_attempts > 0 ||
         !policy.non_retryable_error_types.empty();
}

void set(google::protobuf::Duration* message, Duration duration) {
  *message = api::to_duration_message(duration);
}

void write(RetryPolicy policy, temporal::api::common::v1::RetryPolicy& message) {
  if (policy.initial_interval > Duration::zero())
    set(message.mutable_initial_interval(), policy.initial_interval);
  if (policy.maximum_interval > Duration::zero())
    set(message.mutable_maximum_interval(), policy.maximum_interval);
  message.set_backoff_coefficient(policy.backoff_coefficient);
  message.set_maximum_attempts(policy.maximum_attempts);
  for (std::string& type : policy.non_retryable_error_types) {
    message.add_non_retryable_error_types(std::move(type));
  }
}

void write_times(const StartOptions& options, wire::StartWorkflowExecutionRequest& request) {
  const Duration none = Duration::zero();
  if (options.execution_timeout > none)
    set(request.mutable_workflow_execution_timeout(), options.execution_timeout);
  if (options.run_timeout > none) set(request.mutable_workflow_run_timeout(), options.run_timeout);
  if (options.task_timeout > none) set(request.mutable_workflow_task_timeout(), options.task_timeout);
  if (options.start_delay > none) set(request.mutable_workflow_start_delay(), options.start_delay);
}

/// The id policies under which every run that exists is the answer, or is named by the refusal.
void attach(StartOptions& options) {
  options.id_conflict_policy = IdConflictPolicy::kUseExisting;
  if (options.id_reuse_policy == IdReusePolicy::kAllowDuplicate)
    options.id_reuse_policy = IdReusePolicy::kRejectDuplicate;
}

}  // namespace

wire::StartWorkflowExecutionRequest start_request(detail::StartRequest call, const ClientIds& ids) {
  StartOptions& options = call.options;
  wire::StartWorkflowExecutionRequest request;
  request.set_namespace_(ids.namespace_name);
  request.set_identity(ids.identity);
  request.set_request_id(options.request_id.empty() ? random_uuid() : std::move(options.request_id));
  request.set_workflow_id(options.id.empty() ? random_uuid() : std::move(options.id));
  request.mutable_workflow_type()->set_name(std::move(call.workflow_type));
  request.mutable_task_queue()->set_name(std::move(options.task_queue));
  request.mutable_task_queue()->set_kind(enums::TASK_QUEUE_KIND_NORMAL);
  if (call.mode == detail::StartMode::kAttach) attach(options);
  request.set_workflow_id_reuse_policy(to_message(options.id_reuse_policy));
  request.set_workflow_id_conflict_policy(to_message(options.id_conflict_policy));
  write_times(options, request);
  if (!call.input.empty()) replay::to_message(std::move(call.input), *request.mutable_input());
  if (is_set(options.retry)) write(std::move(options.retry), *request.mutable_retry_policy());
  for (auto& [key, value] : options.memo) {
    replay::to_message(std::move(value), (*request.mutable_memo()->mutable_fields())[key]);
  }
  if (!options.summary.empty()) {
    replay::to_message(replay::json_text(options.summary),
                       *request.mutable_user_metadata()->mutable_summary());
  }
  return request;
}

}  // namespace skald::workers
