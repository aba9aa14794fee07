#include "tools/history/event_groups.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>

namespace skald::history {

using google::protobuf::Message;
using temporal::api::history::v1::History;
using temporal::api::history::v1::HistoryEvent;

namespace {

/// The event that this one goes back to, by the fields in which Temporal's attributes name it; 0: it begins a
/// story. The order matters: an activity's end names both its Scheduled and its Started event, a timer's end
/// only the latter.
std::int64_t opened_by(const HistoryEvent& event) {
  const Message* attributes = attributes_of(event);
  if (attributes == nullptr) return 0;
  for (const char* name :
       {"scheduled_event_id", "initiated_event_id", "accepted_event_id", "started_event_id"}) {
    if (const auto* field = attributes->GetDescriptor()->FindFieldByName(name)) {
      return attributes->GetReflection()->GetInt64(*attributes, field);
    }
  }
  return 0;
}

}  // namespace

const Message* attributes_of(const HistoryEvent& event) {
  const auto* reflection = event.GetReflection();
  const auto* field =
      reflection->GetOneofFieldDescriptor(event, event.GetDescriptor()->FindOneofByName("attributes"));
  return field == nullptr ? nullptr : &reflection->GetMessage(event, field);
}

std::vector<EventGroup> group_events(const History& history) {
  std::vector<EventGroup> groups;
  std::map<std::int64_t, std::size_t> group_of;  // by the id of the group's first event
  for (const HistoryEvent& event : history.events()) {
    const auto found = group_of.find(opened_by(event));
    if (found != group_of.end()) {
      groups[found->second].push_back(&event);
    } else {
      group_of.emplace(event.event_id(), groups.size());
      groups.push_back({&event});
    }
  }
  return groups;
}

}  // namespace skald::history
