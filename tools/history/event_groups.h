#pragma once

#include <temporal/api/history/v1/message.pb.h>

#include <vector>

namespace skald::history {

/// The events that tell one thing's story, oldest first: an activity's Scheduled, Started and Completed; a
/// signal alone.
using EventGroup = std::vector<const temporal::api::history::v1::HistoryEvent*>;

/// The history's groups in the order of their first events. The pointers lead into `history`.
std::vector<EventGroup> group_events(const temporal::api::history::v1::History& history);

/// The message in the event's `attributes`; null if it has none.
const google::protobuf::Message* attributes_of(const temporal::api::history::v1::HistoryEvent& event);

}  // namespace skald::history
