#include "engine/core/update.h"

#include <algorithm>

#include "engine/core/failures.h"
#include "engine/core/refusal.h"

namespace skald::core {
namespace {

bool goes_on(const RunState& state) {
  return state.status() == enums::WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW || !state.next_run_id().empty();
}

// A failed task takes what came with it: its next attempt brings it again.
bool is_to_be_sent(const RunState& state, const AdmittedUpdate& update, Holds history) {
  if (!update.sent_after || history == Holds::kWholeHistory || state.workflow_task().attempt() > 1)
    return true;
  return *update.sent_after == state.last_completed_event_id();
}

}  // namespace

const AdmittedUpdate* find_update(const AdmittedUpdates& updates, const std::string& id) {
  const auto found = std::find_if(updates.begin(), updates.end(),
                                  [&](const AdmittedUpdate& update) { return update.id() == id; });
  return found == updates.end() ? nullptr : &*found;
}

UpdateStage update_stage(const RunState& state, const std::string& id) {
  const auto found = state.updates().find(id);
  if (found == state.updates().end()) return UpdateStage::kUnknown;
  return found->second.completed_event_id() == 0 ? UpdateStage::kAccepted : UpdateStage::kCompleted;
}

Failure update_without_outcome() {
  return server_made_failure(
      "Workflow Update failed because the Workflow completed before the Update completed.",
      "AcceptedUpdateCompletedWorkflow");
}

Error update_aborted(const RunState& state) {
  return goes_on(state) ? workflow_closing() : not_found("workflow update was aborted by closing workflow");
}

Error update_lost() {
  return workflow_not_ready(
      "Unable to perform workflow execution update due to unexpected workflow task failure.");
}

std::vector<protocol::Message> update_messages(const RunState& state, AdmittedUpdates& updates,
                                               Holds history) {
  std::vector<protocol::Message> messages;
  for (AdmittedUpdate& update : updates) {
    if (!is_to_be_sent(state, update, history)) continue;
    protocol::Message& message = messages.emplace_back();
    message.set_id(update.id() + "/request");
    message.set_protocol_instance_id(update.id());
    message.set_event_id(state.workflow_task().started_event_id() - 1);
    message.mutable_body()->PackFrom(update.request);
    update.sent_after = state.last_completed_event_id();
  }
  return messages;
}

}  // namespace skald::core
