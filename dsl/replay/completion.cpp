#include "dsl/replay/completion.h"

#include <temporal/api/update/v1/message.pb.h>

#include "dsl/replay/failure_conversion.h"
#include "dsl/replay/query.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;

constexpr const char* kSdkVersion = "0.1.0";
// Rules of Temporal's core that this engine follows from a run's first task on: ids and types are compared, a
// patch writes its search attribute, the closing command is moved behind all others.
constexpr std::uint32_t kCoreFlags[] = {1, 2, 3};

void write_metadata(temporal::api::sdk::v1::WorkflowTaskCompletedMetadata& metadata) {
  for (const std::uint32_t flag : kCoreFlags) metadata.add_core_used_flags(flag);
  metadata.set_sdk_name(kFailureSource);
  metadata.set_sdk_version(kSdkVersion);
}

// Nobody would ever answer them, and their callers would hang.
void reject_update(const temporal::api::protocol::v1::Message& message, Run& run,
                   wire::RespondWorkflowTaskCompletedRequest& response) {
  temporal::api::update::v1::Request request;
  if (!message.body().UnpackTo(&request)) return;
  temporal::api::update::v1::Rejection rejection;
  rejection.set_rejected_request_message_id(message.id());
  rejection.set_rejected_request_sequencing_event_id(message.event_id());
  auto& failure = *rejection.mutable_failure();
  failure.set_message("workflow " + run.info.workflow_type + " has no update " + request.input().name());
  failure.set_source(kFailureSource);
  failure.mutable_application_failure_info()->set_type("UnknownUpdate");
  failure.mutable_application_failure_info()->set_non_retryable(true);
  *rejection.mutable_rejected_request() = std::move(request);
  auto& answer = *response.add_messages();
  answer.set_id(message.protocol_instance_id() + "/reject");
  answer.set_protocol_instance_id(message.protocol_instance_id());
  answer.mutable_body()->PackFrom(rejection);
}

}  // namespace

wire::RespondWorkflowTaskCompletedRequest completed_task(Run& run,
                                                         const wire::PollWorkflowTaskQueueResponse& task) {
  wire::RespondWorkflowTaskCompletedRequest response;
  for (const QueuedCommand& command : run.commands.all()) {
    command.source->write(command.kind, *response.add_commands());
  }
  for (const auto& [id, query] : task.queries()) {
    (*response.mutable_query_results())[id] = answer_query(run, query);
  }
  for (const auto& message : task.messages()) reject_update(message, run, response);
  if (!run.has_completed_task) write_metadata(*response.mutable_sdk_metadata());
  return response;
}

wire::RespondWorkflowTaskFailedRequest failed_task(const TaskFailure& failure) {
  wire::RespondWorkflowTaskFailedRequest response;
  response.set_cause(failure.cause);
  *response.mutable_failure() = failure.failure;
  return response;
}

wire::RespondWorkflowTaskFailedRequest failed_task(const Divergence& divergence) {
  wire::RespondWorkflowTaskFailedRequest response;
  response.set_cause(enums::WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR);
  auto& failure = *response.mutable_failure();
  failure.set_message(divergence.summary);
  failure.set_source(kFailureSource);
  failure.set_stack_trace(divergence.report);
  failure.mutable_application_failure_info()->set_type("NonDeterminismError");
  return response;
}

}  // namespace skald::replay
