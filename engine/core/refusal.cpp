#include "engine/core/refusal.h"

#include <google/protobuf/any.pb.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include <utility>

namespace skald::core {
namespace {

namespace details = ::temporal::api::errordetails::v1;

std::string packed(const google::protobuf::Message& message) {
  google::protobuf::Any any;
  any.PackFrom(message);
  return any.SerializeAsString();
}

}  // namespace

Error invalid_argument(std::string message) { return {Code::kInvalidArgument, std::move(message), {}}; }

Error not_found(std::string message) {
  return {Code::kNotFound, std::move(message), packed(details::NotFoundFailure())};
}

Error workflow_task_not_found() { return not_found("Workflow task not found."); }

Error workflow_closed() { return not_found("workflow execution already completed"); }

Error already_started(std::string message, const CurrentRun& current) {
  details::WorkflowExecutionAlreadyStartedFailure detail;
  detail.set_start_request_id(current.start_request_id);
  detail.set_run_id(current.run_id);
  detail.set_first_execution_run_id(current.first_execution_run_id);
  return {Code::kAlreadyExists, std::move(message), packed(detail)};
}

Error workflow_not_ready(std::string message) {
  return {Code::kFailedPrecondition, std::move(message), packed(details::WorkflowNotReadyFailure())};
}

Error never_ran() { return workflow_not_ready("Workflow execution closed before WorkflowTaskStarted event"); }

Error too_many_updates(std::string message) {
  details::ResourceExhaustedFailure detail;
  detail.set_cause(temporal::api::enums::v1::RESOURCE_EXHAUSTED_CAUSE_CONCURRENT_LIMIT);
  detail.set_scope(temporal::api::enums::v1::RESOURCE_EXHAUSTED_SCOPE_NAMESPACE);
  return {Code::kResourceExhausted, std::move(message), packed(detail)};
}

Error busy_workflow(std::string message) {
  details::ResourceExhaustedFailure detail;
  detail.set_cause(temporal::api::enums::v1::RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW);
  detail.set_scope(temporal::api::enums::v1::RESOURCE_EXHAUSTED_SCOPE_NAMESPACE);
  return {Code::kResourceExhausted, std::move(message), packed(detail)};
}

Error permission_denied(std::string message) {
  return {Code::kPermissionDenied, std::move(message), packed(details::PermissionDeniedFailure())};
}

Error workflow_closing() {
  return busy_workflow("workflow operation can not be applied because workflow is closing");
}

}  // namespace skald::core
