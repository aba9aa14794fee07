#pragma once

#include <string>

#include <temporal/api/history/v1/message.pb.h>

namespace skald::tests {

/// "WorkflowTaskStarted".
std::string name_of(const temporal::api::history::v1::HistoryEvent& event);

}  // namespace skald::tests
