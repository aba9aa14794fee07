#include "engine/core/commands.h"
#include "engine/core/completion_updates.h"

/// Protocol messages: the worker's answers to updates.
namespace skald::core {
namespace {

using Stage = CompletionUpdates::Stage;
using Progress = CompletionUpdates::Progress;

constexpr auto kBadMessage = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE;
constexpr char kBadName[] = "BadUpdateWorkflowExecutionMessage";
constexpr char kUpdatePackage[] = "temporal.api.update.v1";

CommandError bad(const std::string& text) { return bad_command(kBadMessage, kBadName, text); }

CommandError invalid(const char* type, const char* field) {
  return bad(std::string("invalid *update.") + type + ": " + field + " is not set");
}

const char* name(Stage stage) {
  switch (stage) {
    case Stage::kAdmitted: return "Admitted";
    case Stage::kSent: return "Sent";
    case Stage::kAccepted: return "Accepted";
    default: return "Completed";
  }
}

CommandError wrong_state(const std::string& id, const char* type, Stage stage) {
  return bad("invalid state transition attempted for Update " + id + ": received *update." + type +
             " message while in state " + name(stage));
}

CommandError unknown(const std::string& id) {
  return bad("update " + id +
             " wasn't found on the server. This is most likely a transient error which will be resolved "
             "automatically by retries");
}

// An update that the server forgot comes back with an acceptance that says what was asked.
CommandResult accept(Completion& completion, const std::string& id, const Progress& progress,
                     const update::Acceptance& answer) {
  const bool is_back = progress.stage == Stage::kUnknown;
  if (is_back && !answer.has_accepted_request()) return unknown(id);
  if (!is_back && progress.stage != Stage::kSent) return wrong_state(id, "Acceptance", progress.stage);
  if (answer.accepted_request_sequencing_event_id() == 0)
    return invalid("Acceptance", "accepted_request_sequencing_event_id");
  HistoryEvent& event = completion.draft.add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED);
  auto& attributes = *event.mutable_workflow_execution_update_accepted_event_attributes();
  attributes.set_protocol_instance_id(id);
  attributes.set_accepted_request_message_id(is_back ? answer.accepted_request_message_id()
                                                     : id + "/request");
  attributes.set_accepted_request_sequencing_event_id(answer.accepted_request_sequencing_event_id());
  *attributes.mutable_accepted_request() = is_back ? answer.accepted_request() : *progress.request;
  completion.updates.accepted(id, event.event_id());
  return {};
}

CommandResult complete(Completion& completion, const std::string& id, const Progress& progress,
                       const update::Response& answer) {
  if (progress.stage == Stage::kUnknown) return unknown(id);
  if (progress.stage != Stage::kAccepted) return wrong_state(id, "Response", progress.stage);
  if (!answer.has_meta()) return invalid("Response", "meta");
  if (!answer.has_outcome()) return invalid("Response", "outcome");
  auto& attributes = *completion.draft.add(enums::EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED)
                          .mutable_workflow_execution_update_completed_event_attributes();
  *attributes.mutable_meta() = answer.meta();
  attributes.mutable_meta()->set_update_id(id);
  attributes.set_accepted_event_id(progress.accepted_event_id);
  *attributes.mutable_outcome() = answer.outcome();
  completion.updates.completed(id);
  return {};
}

CommandResult reject(Completion& completion, const std::string& id, const Progress& progress,
                     const update::Rejection& answer) {
  if (progress.stage == Stage::kUnknown) return unknown(id);
  if (progress.stage != Stage::kSent) return wrong_state(id, "Rejection", progress.stage);
  completion.updates.rejected(id, answer.failure());
  return {};
}

// "temporal.api.update.v1.Acceptance" of "type.googleapis.com/temporal.api.update.v1.Acceptance".
std::string type_of(const protocol::Message& message) {
  const std::string& url = message.body().type_url();
  return url.substr(url.rfind('/') + 1);
}

CommandResult handle(Completion& completion, const protocol::Message& message) {
  if (message.body().ByteSizeLong() > completion.limits().blob_bytes) {
    CommandError error = bad("Message type " + type_of(message) + " exceeds size limit.");
    error.terminates_run = true;
    return error;
  }
  const std::string type = type_of(message);
  const std::string package = type.substr(0, type.rfind('.'));
  if (package != kUpdatePackage) return bad("unsupported protocol type " + package);
  const std::string& id = message.protocol_instance_id();
  const Progress progress = completion.updates.progress(id);
  update::Acceptance acceptance;
  if (message.body().UnpackTo(&acceptance)) return accept(completion, id, progress, acceptance);
  update::Response response;
  if (message.body().UnpackTo(&response)) return complete(completion, id, progress, response);
  update::Rejection rejection;
  if (message.body().UnpackTo(&rejection)) return reject(completion, id, progress, rejection);
  return bad("unsupported message type " + type);
}

}  // namespace

CommandResult protocol_message(Completion& completion, const command::Command& command) {
  if (!command.has_protocol_message_command_attributes())
    return bad("ProtocolMessageCommandAttributes is not set on ProtocolMessageCommand.");
  const std::string& id = command.protocol_message_command_attributes().message_id();
  if (id.empty()) return bad("MessageID is not set on ProtocolMessageCommand.");
  const protocol::Message* message = completion.updates.take(id);
  if (message == nullptr) return bad("ProtocolMessageCommand referenced absent message ID " + id);
  return handle(completion, *message);
}

CommandResult handle_unnamed_messages(Completion& completion) {
  const bool is_closed = completion.draft.is_closed();
  while (const protocol::Message* message = completion.updates.take_next()) {
    // What is not an event may still be said.
    if (is_closed && !message->body().Is<update::Rejection>()) continue;
    if (CommandResult error = handle(completion, *message)) return error;
  }
  return {};
}

}  // namespace skald::core
