#include "engine/api/time.h"
#include "engine/core/cron_schedule.h"
#include "engine/core/decide.h"
#include "engine/core/names.h"
#include "engine/core/priority.h"
#include "engine/core/refusal.h"
#include "engine/core/request_links.h"
#include "engine/core/retry.h"

namespace skald::core {
namespace {

using Request = wire::StartWorkflowExecutionRequest;

Status check_ids(const Request& request, const Limits& limits) {
  if (request.namespace_().empty()) return invalid_argument("Namespace is empty.");
  const std::string& id = request.workflow_id();
  if (id.empty()) return invalid_argument("WorkflowId is not set on request.");
  if (id.size() > limits.id_bytes) {
    return invalid_argument("WorkflowId exceeds maximum allowed length (" + std::to_string(id.size()) + "/" +
                            std::to_string(limits.id_bytes) + ")");
  }
  const std::string& type = request.workflow_type().name();
  if (type.empty()) return invalid_argument("WorkflowType is not set on request.");
  if (type.size() > limits.id_bytes) return invalid_argument("WorkflowType length exceeds limit.");
  if (request.request_id().size() > limits.id_bytes)
    return invalid_argument("RequestId length exceeds limit.");
  return {};
}

Status check_task_queue(const Request& request, const Limits& limits) {
  if (!request.has_task_queue()) return invalid_argument("taskQueue is not set");
  const std::string& name = request.task_queue().name();
  if (name.empty()) return invalid_argument("missing task queue name");
  if (name.size() > limits.id_bytes) return invalid_argument("taskQueue length exceeds limit");
  if (name.rfind("/_sys/", 0) == 0) {
    return invalid_argument("task queue name cannot start with reserved prefix /_sys/");
  }
  return {};
}

Status check_not_negative(const google::protobuf::Duration& duration, const char* field) {
  if (api::to_duration(duration) >= Duration::zero()) return {};
  return invalid_argument(std::string("An invalid ") + field +
                          " is set on request. cause: negative duration");
}

Status check_durations(const Request& request) {
  SKALD_TRY(check_not_negative(request.workflow_execution_timeout(), "WorkflowExecutionTimeoutSeconds"));
  SKALD_TRY(check_not_negative(request.workflow_run_timeout(), "WorkflowRunTimeoutSeconds"));
  SKALD_TRY(check_not_negative(request.workflow_task_timeout(), "WorkflowTaskTimeoutSeconds"));
  return check_not_negative(request.workflow_start_delay(), "WorkflowStartDelaySeconds");
}

Status check_retry(const Request& request) {
  if (!request.has_retry_policy()) return {};
  common::RetryPolicy policy = request.retry_policy();
  set_retry_defaults(policy);
  return validate_retry_policy(policy);
}

Status check_schedule(const Request& request) {
  if (request.cron_schedule().empty()) return {};
  const auto schedule = CronSchedule::parse(request.cron_schedule());
  if (!schedule) return invalid_argument("invalid CronSchedule.");
  if (!schedule->next(Time())) {
    return invalid_argument("invalid CronSchedule, no time can be found to satisfy the schedule");
  }
  if (!request.has_workflow_start_delay()) return {};
  return invalid_argument("CronSchedule and WorkflowStartDelay may not be used together.");
}

Status check_conflict_options(const Request& request) {
  const auto& options = request.on_conflict_options();
  if (!options.attach_completion_callbacks() || options.attach_request_id()) return {};
  return invalid_argument("attaching request ID is required for attaching completion callbacks");
}

Status check_unsupported(const Request& request) {
  if (request.completion_callbacks_size() > 0) {
    return invalid_argument("completion callbacks are not supported yet");
  }
  if (request.has_versioning_override())
    return invalid_argument("versioning overrides are not supported yet");
  return {};
}

Status check_sizes(const Request& request, const Limits& limits) {
  if (request.input().ByteSizeLong() > limits.blob_bytes)
    return invalid_argument("Blob data size exceeds limit.");
  if (request.memo().ByteSizeLong() > limits.memo_bytes) return invalid_argument("Memo size exceeds limit.");
  if (request.header().ByteSizeLong() > limits.blob_bytes)
    return invalid_argument("Blob data size exceeds limit.");
  return {};
}

}  // namespace

Status validate_start(const Request& request, const Limits& limits) {
  SKALD_TRY(check_ids(request, limits));
  SKALD_TRY(check_task_queue(request, limits));
  SKALD_TRY(check_durations(request));
  SKALD_TRY(check_retry(request));
  SKALD_TRY(check_schedule(request));
  SKALD_TRY(check_conflict_options(request));
  SKALD_TRY(check_unsupported(request));
  SKALD_TRY(check_priority(request.priority()));
  SKALD_TRY(check_links(request.links()));
  return check_sizes(request, limits);
}

}  // namespace skald::core
