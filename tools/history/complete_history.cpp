#include "tools/history/complete_history.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "tools/history/enum_spelling.h"

namespace skald::history {

using temporal::api::enums::v1::EVENT_TYPE_UNSPECIFIED;
using temporal::api::enums::v1::EVENT_TYPE_WORKFLOW_EXECUTION_STARTED;
using temporal::api::enums::v1::EventType_descriptor;
using temporal::api::history::v1::HistoryEvent;

namespace {

Error incomplete(const std::string& what) {
  return {Code::kInvalidArgument, "SKALD4001: this is not a whole history: " + what, ""};
}

/// The member of the attributes' oneof that belongs to a type, after the rule by which Temporal names both.
const google::protobuf::FieldDescriptor* attributes_field(int event_type) {
  std::string name = enum_words(*EventType_descriptor(), event_type) + "_event_attributes";
  std::replace(name.begin(), name.end(), ' ', '_');
  return HistoryEvent::descriptor()->FindFieldByName(name);
}

Status check_event(const HistoryEvent& event, int index) {
  const std::string place = "events[" + std::to_string(index) + "]";
  if (event.event_id() != index + 1) {
    return incomplete(place + " has the eventId " + std::to_string(event.event_id()) + " where " +
                      std::to_string(index + 1) +
                      " is expected; all pages are needed, from the first event on");
  }
  if (event.event_type() == EVENT_TYPE_UNSPECIFIED) return incomplete(place + " has no \"eventType\"");
  const auto* attributes = attributes_field(event.event_type());
  if (attributes == nullptr) {
    return incomplete(place + " has the eventType " + std::to_string(event.event_type()) +
                      ", which this version does not know");
  }
  if (!event.GetReflection()->HasField(event, attributes)) {
    return incomplete(place + " (" + enum_words(*EventType_descriptor(), event.event_type()) + ") has no \"" +
                      attributes->json_name() + "\"");
  }
  return {};
}

}  // namespace

Status check_complete(const temporal::api::history::v1::History& history) {
  if (history.events().empty()) return incomplete("\"events\" is empty");
  for (int i = 0; i < history.events_size(); ++i) SKALD_TRY(check_event(history.events(i), i));
  if (history.events(0).event_type() != EVENT_TYPE_WORKFLOW_EXECUTION_STARTED) {
    return incomplete("its first event is not WorkflowExecutionStarted");
  }
  return {};
}

}  // namespace skald::history
