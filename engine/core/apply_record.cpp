#include <google/protobuf/map.h>

#include "engine/core/apply_step.h"

/// Events that record: signals, cancellation requests, markers, search attributes, memo, options.
namespace skald::core {
namespace {

using Fields = google::protobuf::Map<std::string, common::Payload>;

// Temporal deletes an entry whose new value is nothing or an empty list.
bool is_deletion(const common::Payload& payload) {
  const auto encoding = payload.metadata().find("encoding");
  if (encoding == payload.metadata().end()) return payload.data().empty();
  if (encoding->second == "binary/null") return true;
  return encoding->second == "json/plain" && (payload.data() == "[]" || payload.data() == "null");
}

void merge(const Fields& changes, Fields& fields) {
  for (const auto& [name, payload] : changes) {
    if (is_deletion(payload)) {
      fields.erase(name);
    } else {
      fields[name] = payload;
    }
  }
}

void apply_signaled(RunState& state, const HistoryEvent& event) {
  state.set_signal_count(state.signal_count() + 1);
  const std::string& request_id = event.workflow_execution_signaled_event_attributes().request_id();
  if (!request_id.empty()) (*state.mutable_requests_seen())[request_id] = event.event_id();
}

void apply_options(RunState& state, const HistoryEvent& event) {
  const auto& attributes = event.workflow_execution_options_updated_event_attributes();
  if (attributes.attached_request_id().empty()) return;
  (*state.mutable_requests_attached())[attributes.attached_request_id()] = event.event_id();
}

}  // namespace

Status apply_record_event(ApplyStep& step, const HistoryEvent& event) {
  RunState& state = step.state;
  switch (event.event_type()) {
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: apply_signaled(state, event); break;
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED: state.set_cancel_requested(true); break;
    case enums::EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED: apply_options(state, event); break;
    case enums::EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
      merge(event.upsert_workflow_search_attributes_event_attributes().search_attributes().indexed_fields(),
            *state.mutable_search_attributes()->mutable_indexed_fields());
      break;
    case enums::EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED:
      merge(event.workflow_properties_modified_event_attributes().upserted_memo().fields(),
            *state.mutable_memo()->mutable_fields());
      break;
    default: break;
  }
  return {};
}

}  // namespace skald::core
