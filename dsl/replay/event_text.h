#pragma once

#include <string>

#include <temporal/api/history/v1/message.pb.h>

namespace skald::replay {

/// "ActivityTaskScheduled", as Temporal's tools write it.
std::string event_name(temporal::api::enums::v1::EventType type);
std::string event_name(const temporal::api::history::v1::HistoryEvent& event);

/// The name and what tells it from others of its kind: `ActivityTaskScheduled charge_card (id 1)`.
std::string describe_event(const temporal::api::history::v1::HistoryEvent& event);

}  // namespace skald::replay
