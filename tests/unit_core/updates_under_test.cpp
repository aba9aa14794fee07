#include "tests/unit_core/updates_under_test.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace skald::core::test {
namespace {

protocol::Message message(const std::string& id, const char* what, const google::protobuf::Message& body) {
  protocol::Message result;
  result.set_id(id + what);
  result.set_protocol_instance_id(id);
  result.mutable_body()->PackFrom(body);
  return result;
}

}  // namespace

protocol::Message accept(const std::string& id) {
  update::Acceptance body;
  body.set_accepted_request_message_id(id + "/request");
  body.set_accepted_request_sequencing_event_id(5);
  return message(id, "/accept", body);
}

protocol::Message respond(const std::string& id, const std::string& result) {
  update::Response body;
  body.mutable_meta()->set_update_id(id);
  *body.mutable_outcome()->mutable_success() = payloads(result);
  return message(id, "/complete", body);
}

protocol::Message reject(const std::string& id, const std::string& why) {
  update::Rejection body;
  body.set_rejected_request_message_id(id + "/request");
  body.mutable_failure()->set_message(why);
  return message(id, "/reject", body);
}

Command say(const protocol::Message& message) {
  Command command = bare(enums::COMMAND_TYPE_PROTOCOL_MESSAGE);
  command.mutable_protocol_message_command_attributes()->set_message_id(message.id());
  return command;
}

Result<UpdateAdmission> UpdatesUnderTest::try_update(const std::string& id) {
  wire::UpdateWorkflowExecutionRequest request;
  request.mutable_request()->mutable_meta()->set_update_id(id);
  request.mutable_request()->mutable_input()->set_name("add");
  Result<UpdateAdmission> admission = decide_update(run.state(), admitted, request, run.context());
  if (!admission) return admission;
  if (admission->is_new) admitted.push_back({request.request(), {}});
  run.take(admission->transition);
  return admission;
}

void UpdatesUnderTest::update(const std::string& id) {
  const Result<UpdateAdmission> admission = try_update(id);
  ASSERT_TRUE(admission.ok()) << admission.error().message;
  ASSERT_TRUE(admission->is_new);
}

std::vector<std::string> UpdatesUnderTest::take_task(Holds history) {
  run.take_task();
  std::vector<std::string> ids;
  for (const protocol::Message& each : update_messages(run.state(), admitted, history)) {
    ids.push_back(each.id());
    EXPECT_EQ(each.event_id(), run.state().workflow_task().started_event_id() - 1);
  }
  return ids;
}

Result<CompletedWorkflowTask> UpdatesUnderTest::try_complete(const Answer& answer) {
  wire::RespondWorkflowTaskCompletedRequest request;
  request.set_identity("worker");
  request.set_force_create_new_workflow_task(answer.forces_task);
  request.set_return_new_workflow_task(answer.wants_task);
  request.mutable_capabilities()->set_discard_speculative_workflow_task_with_events(answer.can_discard);
  for (const protocol::Message& each : answer.messages) *request.add_messages() = each;
  for (const Command& each : answer.commands) *request.add_commands() = each;
  Result<CompletedWorkflowTask> decision =
      decide_complete_workflow_task(run.state(), run.task_token(), request, run.context(), admitted);
  if (!decision) return decision;
  run.take(decision->transition);
  run.take(decision->unlogged);
  std::erase_if(admitted, [&](const AdmittedUpdate& each) {
    if (update_stage(run.state(), each.id()) != UpdateStage::kUnknown) return true;
    return std::any_of(decision->rejected_updates.begin(), decision->rejected_updates.end(),
                       [&](const RejectedUpdate& rejected) { return rejected.id == each.id(); });
  });
  return decision;
}

CompletedWorkflowTask UpdatesUnderTest::complete(const Answer& answer) {
  Result<CompletedWorkflowTask> decision = try_complete(answer);
  EXPECT_TRUE(decision.ok()) << decision.error().message;
  if (!decision.ok()) return {};
  EXPECT_FALSE(decision->refusal.has_value()) << decision->refusal->message;
  return *decision;
}

}  // namespace skald::core::test
