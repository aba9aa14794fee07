#include "workers/query_reports.h"

#include <utility>

#include "dsl/replay/failure_conversion.h"

namespace skald::workers {

wire::RespondQueryTaskCompletedRequest report_query(const WorkerContext& context, const WorkflowTask& task,
                                                    temporal::api::query::v1::WorkflowQueryResult result) {
  wire::RespondQueryTaskCompletedRequest request;
  request.set_task_token(task.task_token());
  request.set_namespace_(context.options.namespace_name);
  request.set_completed_type(result.result_type());
  if (result.has_answer()) *request.mutable_query_result() = std::move(*result.mutable_answer());
  request.set_error_message(std::move(*result.mutable_error_message()));
  if (result.has_failure()) *request.mutable_failure() = std::move(*result.mutable_failure());
  return request;
}

wire::RespondQueryTaskCompletedRequest report_failed_query(const WorkerContext& context,
                                                           const WorkflowTask& task, std::string message,
                                                           std::string type) {
  temporal::api::query::v1::WorkflowQueryResult result;
  result.set_result_type(temporal::api::enums::v1::QUERY_RESULT_TYPE_FAILED);
  result.set_error_message(message);
  auto& failure = *result.mutable_failure();
  failure.set_message(std::move(message));
  failure.set_source(replay::kFailureSource);
  failure.mutable_application_failure_info()->set_type(std::move(type));
  return report_query(context, task, std::move(result));
}

}  // namespace skald::workers
