#include "workers/too_large.h"

#include <string>

#include "dsl/replay/failure_conversion.h"

namespace skald::workers {
namespace {

/// What Temporal's server takes over gRPC.
constexpr std::size_t kTakenByAll = std::size_t{4} << 20;

template <class Failed, class Request>
std::optional<Failed> report(const WorkerContext& context, const Request& request, const char* what) {
  if (context.connection->in_process()) return std::nullopt;
  const std::size_t size = request.ByteSizeLong();
  if (size <= kTakenByAll) return std::nullopt;
  Failed failed;
  failed.set_task_token(request.task_token());
  failed.set_identity(context.identity);
  failed.set_namespace_(context.options.namespace_name);
  auto& failure = *failed.mutable_failure();
  failure.set_message(std::string(what) + " of " + std::to_string(size) +
                      " bytes is larger than the server takes: keep large data elsewhere and pass its name");
  failure.set_source(replay::kFailureSource);
  failure.mutable_application_failure_info()->set_type("MessageTooLarge");
  failure.mutable_application_failure_info()->set_non_retryable(true);
  return failed;
}

}  // namespace

std::optional<wire::RespondWorkflowTaskFailedRequest> report_if_too_large(
    const WorkerContext& context, const wire::RespondWorkflowTaskCompletedRequest& request) {
  auto failed = report<wire::RespondWorkflowTaskFailedRequest>(context, request, "a completion");
  if (failed) {
    failed->set_cause(temporal::api::enums::v1::WORKFLOW_TASK_FAILED_CAUSE_GRPC_MESSAGE_TOO_LARGE);
  }
  return failed;
}

std::optional<wire::RespondActivityTaskFailedRequest> report_if_too_large(
    const WorkerContext& context, const wire::RespondActivityTaskCompletedRequest& request) {
  return report<wire::RespondActivityTaskFailedRequest>(context, request, "a result");
}

}  // namespace skald::workers
