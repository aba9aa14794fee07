#pragma once

#include <exception>
#include <string>

#include <temporal/api/history/v1/message.pb.h>

namespace skald::replay {

/// What code catches when a child ended without a result: the ChildWorkflowError that `event` tells of.
/// `child` describes it: "child workflow ship_parcel".
std::exception_ptr child_failure(const std::string& child,
                                 const temporal::api::history::v1::HistoryEvent& event);

}  // namespace skald::replay
