#include "engine/core/apply_step.h"

/// Events of updates.
namespace skald::core {
namespace {

Status apply_accepted(ApplyStep& step, const HistoryEvent& event) {
  const std::string& id = event.workflow_execution_update_accepted_event_attributes().protocol_instance_id();
  const auto [entry, is_new] =
      step.state.mutable_updates()->insert({id, internal::v1::UpdateState::default_instance()});
  if (!is_new) return cannot_apply(step, "an update is accepted twice");
  entry->second.set_accepted_event_id(event.event_id());
  return {};
}

Status apply_completed(ApplyStep& step, const HistoryEvent& event) {
  const std::string& id = event.workflow_execution_update_completed_event_attributes().meta().update_id();
  const auto found = step.state.mutable_updates()->find(id);
  if (found == step.state.mutable_updates()->end() || found->second.completed_event_id() != 0) {
    return cannot_apply(step, "an update completes that is not under way");
  }
  found->second.set_completed_event_id(event.event_id());
  return {};
}

}  // namespace

Status apply_update_event(ApplyStep& step, const HistoryEvent& event) {
  return event.event_type() == enums::EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
             ? apply_accepted(step, event)
             : apply_completed(step, event);
}

}  // namespace skald::core
