#include "engine/core/commands.h"
#include "engine/core/search_attribute_types.h"

/// Commands that only record: markers, search attributes, memo.
namespace skald::core {
namespace {

constexpr auto kBadMarker = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_RECORD_MARKER_ATTRIBUTES;
constexpr auto kBadAttributes = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES;
constexpr auto kBadProperties = enums::WORKFLOW_TASK_FAILED_CAUSE_BAD_MODIFY_WORKFLOW_PROPERTIES_ATTRIBUTES;
constexpr char kBadMarkerName[] = "BadRecordMarkerAttributes";
constexpr char kBadAttributesName[] = "BadSearchAttributes";
constexpr char kBadPropertiesName[] = "BadModifyWorkflowPropertiesAttributes";

CommandError oversized(CommandError error) {
  error.terminates_run = true;
  return error;
}

CommandResult check_marker(const command::Command& command, const Limits& limits) {
  if (!command.has_record_marker_command_attributes()) {
    return bad_command(kBadMarker, kBadMarkerName,
                       "RecordMarkerCommandAttributes is not set on RecordMarkerCommand.");
  }
  const auto& wanted = command.record_marker_command_attributes();
  const std::string& name = wanted.marker_name();
  if (name.empty())
    return bad_command(kBadMarker, kBadMarkerName, "MarkerName is not set on RecordMarkerCommand.");
  if (name.size() > limits.id_bytes) {
    return bad_command(kBadMarker, kBadMarkerName,
                       "MarkerName on RecordMarkerCommand exceeds length limit. MarkerName=" + name +
                           " Length=" + std::to_string(name.size()) +
                           " Limit=" + std::to_string(limits.id_bytes));
  }
  if (wanted.ByteSizeLong() > limits.blob_bytes) {
    return oversized(
        bad_command(kBadMarker, kBadMarkerName, "RecordMarkerCommandAttributes.Details exceeds size limit."));
  }
  return {};
}

CommandResult check_search_attributes(const command::Command& command, const Limits& limits) {
  if (!command.has_upsert_workflow_search_attributes_command_attributes()) {
    return bad_command(kBadAttributes, kBadAttributesName,
                       "UpsertWorkflowSearchAttributesCommandAttributes is not set on "
                       "UpsertWorkflowSearchAttributesCommand.");
  }
  const auto& wanted = command.upsert_workflow_search_attributes_command_attributes();
  if (!wanted.has_search_attributes()) {
    return bad_command(kBadAttributes, kBadAttributesName,
                       "SearchAttributes is not set on UpsertWorkflowSearchAttributesCommand.");
  }
  if (wanted.search_attributes().indexed_fields().empty()) {
    return bad_command(kBadAttributes, kBadAttributesName,
                       "IndexedFields is not set on UpsertWorkflowSearchAttributesCommand.");
  }
  if (wanted.search_attributes().ByteSizeLong() > limits.blob_bytes) {
    return oversized(bad_command(kBadAttributes, kBadAttributesName,
                                 "UpsertWorkflowSearchAttributesCommandAttributes exceeds size limit."));
  }
  return {};
}

CommandResult check_properties(const command::Command& command, const Limits& limits) {
  if (!command.has_modify_workflow_properties_command_attributes()) {
    return bad_command(
        kBadProperties, kBadPropertiesName,
        "ModifyWorkflowPropertiesCommandAttributes is not set on ModifyWorkflowPropertiesCommand.");
  }
  const auto& wanted = command.modify_workflow_properties_command_attributes();
  if (!wanted.has_upserted_memo()) {
    return bad_command(kBadProperties, kBadPropertiesName,
                       "UpsertedMemo is not set on ModifyWorkflowPropertiesCommand.");
  }
  if (wanted.upserted_memo().fields().empty()) {
    return bad_command(kBadProperties, kBadPropertiesName,
                       "UpsertedMemo.Fields is not set on ModifyWorkflowPropertiesCommand.");
  }
  if (wanted.upserted_memo().ByteSizeLong() > limits.memo_bytes) {
    return oversized(bad_command(kBadProperties, kBadPropertiesName,
                                 "ModifyWorkflowPropertiesCommandAttributes exceeds size limit."));
  }
  return {};
}

}  // namespace

CheckedAttributes checked_for_command(const Completion& completion,
                                      const common::SearchAttributes& attributes) {
  CheckedAttributes result;
  const Context& context = completion.draft.context();
  auto checked = checked_search_attributes(attributes, context.search_attribute_types.get(),
                                           completion.state().identity().namespace_name());
  if (checked) {
    result.attributes = *std::move(checked);
    return result;
  }
  result.error = bad_command(kBadAttributes, kBadAttributesName, checked.error().message);
  result.error.terminates_run = checked.error().code == Code::kResourceExhausted;
  return result;
}

CommandResult record_marker(Completion& completion, const command::Command& command) {
  if (CommandResult error = check_marker(command, completion.limits())) return error;
  const auto& wanted = command.record_marker_command_attributes();
  auto& attributes = *completion.add_event(enums::EVENT_TYPE_MARKER_RECORDED, command)
                          .mutable_marker_recorded_event_attributes();
  attributes.set_marker_name(wanted.marker_name());
  *attributes.mutable_details() = wanted.details();
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  if (wanted.has_header()) *attributes.mutable_header() = wanted.header();
  if (wanted.has_failure()) *attributes.mutable_failure() = wanted.failure();
  return {};
}

CommandResult upsert_search_attributes(Completion& completion, const command::Command& command) {
  if (CommandResult error = check_search_attributes(command, completion.limits())) return error;
  auto checked = checked_for_command(
      completion, command.upsert_workflow_search_attributes_command_attributes().search_attributes());
  if (!checked.error.message.empty()) return checked.error;
  auto& attributes = *completion.add_event(enums::EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES, command)
                          .mutable_upsert_workflow_search_attributes_event_attributes();
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  attributes.mutable_search_attributes()->Swap(&checked.attributes);
  return {};
}

CommandResult modify_properties(Completion& completion, const command::Command& command) {
  if (CommandResult error = check_properties(command, completion.limits())) return error;
  auto& attributes = *completion.add_event(enums::EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED, command)
                          .mutable_workflow_properties_modified_event_attributes();
  attributes.set_workflow_task_completed_event_id(completion.completed_event_id);
  *attributes.mutable_upserted_memo() =
      command.modify_workflow_properties_command_attributes().upserted_memo();
  return {};
}

}  // namespace skald::core
