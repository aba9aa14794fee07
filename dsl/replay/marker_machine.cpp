#include "dsl/replay/marker_machine.h"

namespace skald::replay {
namespace {

namespace enums = ::temporal::api::enums::v1;

constexpr const char* kPatchMarker = "core_patch";
constexpr const char* kVersionAttribute = "TemporalChangeVersion";

// state            event                                              next              skipped
// kNone            MarkerRecorded core_patch                          kPatchRecorded    yes
// kPatchRecorded   MarkerRecorded core_patch                          kPatchRecorded    yes
// kPatchRecorded   UpsertWorkflowSearchAttributes of the version      kNone             yes
// any              any other                                          kNone             no

bool is_patch(const temporal::api::history::v1::HistoryEvent& event) {
  return event.event_type() == enums::EVENT_TYPE_MARKER_RECORDED &&
         event.marker_recorded_event_attributes().marker_name() == kPatchMarker;
}

bool is_version_attribute(const temporal::api::history::v1::HistoryEvent& event) {
  if (event.event_type() != enums::EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES) return false;
  const auto& fields =
      event.upsert_workflow_search_attributes_event_attributes().search_attributes().indexed_fields();
  return fields.contains(kVersionAttribute);
}

}  // namespace

bool MarkerMachine::skips(const temporal::api::history::v1::HistoryEvent& event) {
  if (is_patch(event)) {
    state_ = State::kPatchRecorded;
    return true;
  }
  const bool skipped = state_ == State::kPatchRecorded && is_version_attribute(event);
  state_ = State::kNone;
  return skipped;
}

}  // namespace skald::replay
